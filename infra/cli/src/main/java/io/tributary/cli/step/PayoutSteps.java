// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.contract.ClaimStatus;
import io.tributary.contract.EpochStatus;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Claim;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.verify.PayoutProof;
import io.tributary.protocol.verify.Policy;
import io.tributary.tables.KeyRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists, proves and claims payouts. */
public final class PayoutSteps {
    private static final int SHOWN_MAX = 50;

    private final Workspace workspace;

    /** Works in this workspace. */
    public PayoutSteps(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Payouts, largest first. */
    public Report list(OptionalLong epoch, Optional<String> name) {
        PayoutTable table = new PayoutTable(workspace.lake());
        Optional<String> payee = name.map(table::payee);
        Map<String, String> contributors = table.contributors();
        List<Payout> payouts = table.all(epoch).stream()
                .filter(payout -> payee.isEmpty() || payee.get().equals(payout.payee()))
                .sorted(Comparator.comparingLong(Payout::amount).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
        List<String> lines = new ArrayList<>();
        for (Payout payout : payouts.subList(0, Math.min(SHOWN_MAX, payouts.size()))) {
            lines.add(line(payout, contributors));
        }
        if (payouts.size() > SHOWN_MAX) {
            lines.add("… and " + (payouts.size() - SHOWN_MAX) + " more; narrow it with --epoch or --payee");
        }
        if (payouts.isEmpty()) {
            lines.add("no payout");
        }
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("payouts", payouts.stream().map(Payout::toJson).toList())
                        .build());
    }

    /** Payouts as they are in the table. */
    public List<Payout> payouts(OptionalLong epoch) {
        return new PayoutTable(workspace.lake()).all(epoch);
    }

    /** One payout as a line for people. */
    public String line(Payout payout) {
        return line(payout, new PayoutTable(workspace.lake()).contributors());
    }

    /** One payout as a line for people. */
    static String line(Payout payout, Map<String, String> contributors) {
        String who = contributors.getOrDefault(payout.payee(), payout.role());
        return String.format(
                java.util.Locale.ROOT,
                "%15d  %-20s  %-24s  %-8s  epoch %d  %s%s",
                payout.amount(),
                payout.payee(),
                who,
                payout.role(),
                payout.epoch(),
                payout.subject(),
                payout.reason().equals(Payout.REASON_ADJUSTMENT) ? "  adjustment" : "");
    }

    /** Writes the proof of a payee's largest payout of an epoch, and the policy of the network. */
    public Report proof(String name, long epoch, Path out, Optional<Path> policyFile) {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        EpochStatus status = requireStatus(ledger, epoch);
        List<Payout> leaves = requireLeaves(status);
        Payout leaf = leaf(leaves, name, epoch);
        int index = leaves.indexOf(leaf);
        MerkleTree tree = PayoutTable.tree(leaves);
        List<SignedEnvelope> attestations = status.equalAttestations();
        if (attestations.size() < status.threshold()) {
            throw new RefusedException("epoch " + epoch + " is attested by " + attestations.size() + " of "
                    + status.threshold() + " required organisations, so there is nothing to prove yet");
        }
        PayoutProof proof = new PayoutProof(leaf, index, tree.inclusionPath(index), status.record(), attestations);
        OutFile.write(out, proof.bytes());
        Policy policy = ledger.policy().orElseThrow();
        policyFile.ifPresent(file -> OutFile.write(file, policy.bytes()));
        List<String> lines = new ArrayList<>();
        lines.add("proof of " + leaf.amount() + " micro-" + leaf.unit() + " for " + leaf.payee() + " in " + out + " ("
                + proof.bytes().length + " bytes)");
        policyFile.ifPresent(file -> lines.add("policy with the organisations' keys in " + file));
        lines.add("check it: tributary verify " + out + " --policy "
                + policyFile.map(Path::toString).orElse("POLICY"));
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("payee", leaf.payee())
                        .put("amount", leaf.amount())
                        .put("leafHash", leaf.leafHash())
                        .put("proof", out.toString())
                        .put("policy", policyFile.map(Path::toString).orElse(""))
                        .build());
    }

    private static EpochStatus requireStatus(Ledger ledger, long epoch) {
        return ledger.epochStatus(epoch)
                .orElseThrow(() -> new UnavailableException("epoch " + epoch
                        + " is not on the ledger; 'tributary epoch propose " + epoch + "' puts it there"));
    }

    /** The table's leaves, which must be those of the attested record. */
    private List<Payout> requireLeaves(EpochStatus status) {
        List<Payout> leaves =
                new PayoutTable(workspace.lake()).leaves(status.record().epoch());
        Hash root = PayoutTable.tree(leaves).root();
        if (!root.equals(status.record().payoutsRoot())) {
            throw new RefusedException("rewards.payouts has root " + root + ", the ledger has "
                    + status.record().payoutsRoot() + "; 'tributary epoch recompute "
                    + status.record().epoch()
                    + "' names the row that differs");
        }
        return leaves;
    }

    private Payout leaf(List<Payout> leaves, String name, long epoch) {
        return leaves(leaves, name, epoch).stream()
                .max(Comparator.comparingLong(Payout::amount).thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
    }

    private List<Payout> leaves(List<Payout> leaves, String name, long epoch) {
        String payee = new PayoutTable(workspace.lake()).payee(name);
        List<Payout> own =
                leaves.stream().filter(leaf -> leaf.payee().equals(payee)).toList();
        if (own.isEmpty()) {
            throw new InvalidInputException("nothing is paid to " + name + " in epoch " + epoch
                    + "; 'tributary payout list --epoch " + epoch + "' shows who is paid");
        }
        return own;
    }

    /** Claims all payouts of a payee in an epoch that are not claimed yet, with his payout key. */
    public Report claim(String name, long epoch) {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        List<Payout> leaves = requireLeaves(requireStatus(ledger, epoch));
        List<Payout> own = leaves(leaves, name, epoch);
        Set<Hash> claimed = claimed(ledger, epoch);
        List<Payout> open =
                own.stream().filter(leaf -> !claimed.contains(leaf.leafHash())).toList();
        if (open.isEmpty()) {
            throw new ConflictException("the payouts of " + name + " in epoch " + epoch + " were claimed before");
        }
        MerkleTree tree = PayoutTable.tree(leaves);
        long sum = 0;
        for (Payout leaf : open) {
            int index = leaves.indexOf(leaf);
            ledger.claim(signed(leaf, index), leaf, index, tree.inclusionPath(index));
            sum = Math.addExact(sum, leaf.amount());
        }
        return Report.of(
                "claimed " + sum + " micro-" + Names.UNIT + " of epoch " + epoch + " for "
                        + open.get(0).payee() + "; the ledger keeps the salted leaf hash and no amount",
                JsonObject.nested()
                        .put("payee", open.get(0).payee())
                        .put("amount", sum)
                        .put("claims", open.size())
                        .build());
    }

    /** Whether nothing is left to claim. */
    public boolean isClaimed(String name, long epoch) {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        Set<Hash> claimed = claimed(ledger, epoch);
        return leaves(requireLeaves(requireStatus(ledger, epoch)), name, epoch).stream()
                .allMatch(leaf -> claimed.contains(leaf.leafHash()));
    }

    private static Set<Hash> claimed(Ledger ledger, long epoch) {
        return ledger.claims(epoch).stream().map(ClaimStatus::leafHash).collect(Collectors.toSet());
    }

    private SignedEnvelope signed(Payout leaf, int index) {
        SigningKey key = workspace.keys().signingKey(KeyRole.PAYEE, leaf.payee());
        Claim claim = new Claim(
                workspace.network(), leaf.payee(), key.verifyingKey().keyId(), index, leaf.epoch(), leaf.leafHash());
        return SignedEnvelope.sign(claim.toJson(), key);
    }
}
