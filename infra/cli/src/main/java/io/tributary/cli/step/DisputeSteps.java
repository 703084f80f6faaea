// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.recompute.EpochRecomputation;
import io.tributary.cli.recompute.StoredEpoch;
import io.tributary.cli.recompute.StructuralFraud;
import io.tributary.cli.recompute.ValueFraud;
import io.tributary.contract.ChallengeState;
import io.tributary.contract.ChallengeStatus;
import io.tributary.contract.EpochStatus;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.money.EpochAccounts;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.Challenge;
import io.tributary.protocol.record.ChallengeVerdict;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.LeafKey;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.verify.DisputeProof;
import io.tributary.protocol.verify.EvidenceCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Challenges a final epoch that is wrong, and judges what another organisation challenges. */
public final class DisputeSteps {
    private final Workspace workspace;

    /** Works in this workspace. */
    public DisputeSteps(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Where to look for what is wrong. */
    public enum Where {
        /** In what Merkle proofs alone show, then in every share and payout and at last in the record, recomputed. */
        EVERYWHERE,
        /** In what Merkle proofs alone show. */
        STRUCTURE
    }

    /** Looks for the first thing that is wrong and challenges the epoch with it; the evidence goes to a file. */
    public Report challenge(long epoch, String organisation, Where where, Path evidenceFile) {
        Member member = Member.of(workspace, organisation);
        EpochRecord record = member.proposal(epoch).record();
        LedgerView view = LedgerView.of(workspace.ledger(organisation));
        StoredEpoch stored = StoredEpoch.read(workspace.lake(), view, record);
        Optional<Evidence> evidence = new StructuralFraud(stored, models(view, record), member.seed()).find();
        if (evidence.isEmpty() && where == Where.EVERYWHERE) {
            EpochRecomputation.Result own = new RecomputeStep(workspace).compute(member.proposal(epoch));
            evidence = new ValueFraud(stored, own.accounts(), member.seed())
                    .find(key -> true)
                    .or(() -> own.record().equals(record)
                            ? Optional.empty()
                            : Optional.of(Evidence.wrongRecord(record, member.seed())));
        }
        return submit(epoch, organisation, evidence, evidenceFile);
    }

    /** Recomputes and challenges the epoch with a payee's share of one receipt, if that is wrong. */
    public Report challengeShare(long epoch, String organisation, String name, String receipt, Path evidenceFile) {
        String payee = new PayoutTable(workspace.lake()).payee(name);
        return challengeLeaf(
                epoch,
                organisation,
                key -> key.tree() == EpochTree.SHARES
                        && key.parts().get(0).startsWith(receipt)
                        && key.parts().get(1).equals(payee),
                evidenceFile);
    }

    /** Recomputes and challenges the epoch with a payee's payout, if that is wrong. */
    public Report challengePayout(long epoch, String organisation, String name, Path evidenceFile) {
        String payee = new PayoutTable(workspace.lake()).payee(name);
        return challengeLeaf(
                epoch,
                organisation,
                key -> key.tree() == EpochTree.PAYOUTS && key.parts().get(0).equals(payee),
                evidenceFile);
    }

    private Report challengeLeaf(long epoch, String organisation, Predicate<LeafKey> asked, Path evidenceFile) {
        Member member = Member.of(workspace, organisation);
        EpochStatus status = member.proposal(epoch);
        LedgerView view = LedgerView.of(workspace.ledger(organisation));
        StoredEpoch stored = StoredEpoch.read(workspace.lake(), view, status.record());
        return submit(
                epoch,
                organisation,
                new ValueFraud(stored, recomputed(status), member.seed()).find(asked),
                evidenceFile);
    }

    private EpochAccounts recomputed(EpochStatus status) {
        return new RecomputeStep(workspace).compute(status).accounts();
    }

    private static List<ModelEntry> models(LedgerView view, EpochRecord record) {
        List<ModelEntry> models = new ArrayList<>();
        for (Hash hash : record.modelHashes()) {
            models.add(view.models().stream()
                    .filter(model -> model.leafHash().equals(hash))
                    .findFirst()
                    .orElseThrow(() -> new RefusedException(
                            "model " + hash + " of epoch " + record.epoch() + " is not in the ledger's log")));
        }
        return models;
    }

    private Report submit(long epoch, String organisation, Optional<Evidence> found, Path evidenceFile) {
        if (found.isEmpty()) {
            String reason =
                    organisation + " finds nothing wrong there with epoch " + epoch + ", so it challenges nothing";
            JsonObject json = JsonObject.nested()
                    .put("epoch", epoch)
                    .put("organisation", organisation)
                    .put("kind", "")
                    .build();
            return new Report(List.of(reason), json, ExitCode.NO, reason);
        }
        Evidence evidence = found.get();
        OutFile.write(evidenceFile, evidence.bytes());
        SigningKey key = Member.of(workspace, organisation).key();
        Challenge challenge = Challenge.of(
                evidence, organisation, key.verifyingKey().keyId(), Challenge.sequence(evidence.leafHash()));
        Ledger ledger = workspace.ledger(organisation);
        ChallengeStatus status = ledger.challenge(SignedEnvelope.sign(challenge.toJson(), key), evidence);
        EpochStatus after = ledger.epochStatus(epoch).orElseThrow();
        List<String> lines = new ArrayList<>();
        lines.add(organisation + " challenges epoch " + epoch + " with evidence of kind "
                + evidence.kind().id() + ", " + evidence.leafHash());
        lines.add("the challenge is " + status.state().id() + ", the epoch is " + after.state());
        if (status.state() == ChallengeState.OPEN) {
            lines.add("hand " + evidenceFile + " to the other organisations: tributary epoch verdict " + epoch + " "
                    + evidenceFile + " --org ORG");
        }
        return Report.of(
                lines,
                json(evidence, organisation, after)
                        .put("challenge", status.state().id())
                        .put("evidence", evidenceFile.toString())
                        .build());
    }

    private static JsonObject.Builder json(Evidence evidence, String organisation, EpochStatus after) {
        return JsonObject.nested()
                .put("epoch", evidence.epoch())
                .put("organisation", organisation)
                .put("kind", evidence.kind().id())
                .put("evidenceHash", evidence.leafHash())
                .put("state", after.state().name());
    }

    /**
     * Recomputes what a challenge is about and signs a verdict; where the challenge is decided already, only the dispute
     * file is written.
     */
    public Report verdict(long epoch, Path evidenceFile, String organisation, Optional<Path> disputeFile) {
        Member member = Member.of(workspace, organisation);
        EpochStatus before = member.proposal(epoch);
        Evidence evidence = read(evidenceFile);
        if (evidence.epoch() != epoch || !evidence.recordHash().equals(before.recordHash())) {
            throw new InvalidInputException(evidenceFile + " is evidence against epoch " + evidence.epoch()
                    + " with record " + evidence.recordHash() + ", want epoch " + epoch + " with "
                    + before.recordHash());
        }
        ChallengeStatus challenge = challenge(before, evidence);
        Optional<Recomputation> found = recomputation(before, evidence);
        List<String> lines = new ArrayList<>();
        String word = ChallengeVerdict.UPHELD;
        if (found.isPresent()) {
            word = EvidenceCheck.word(evidence, found.get());
            lines.add(organisation + " recomputed what the challenge is about: it is " + word);
        }
        if (challenge.state() == ChallengeState.OPEN) {
            SigningKey key = member.key();
            ChallengeVerdict verdict = ChallengeVerdict.of(
                    evidence,
                    found.orElseThrow(),
                    word,
                    organisation,
                    key.verifyingKey().keyId(),
                    ChallengeVerdict.sequence(evidence.leafHash()));
            workspace.ledger(organisation).verdict(SignedEnvelope.sign(verdict.toJson(), key), evidence, found.get());
        } else {
            lines.add("the challenge was proven before, so there is nothing to sign");
        }
        return judged(evidence, organisation, word, found, disputeFile, lines);
    }

    private Report judged(
            Evidence evidence,
            String organisation,
            String word,
            Optional<Recomputation> found,
            Optional<Path> disputeFile,
            List<String> lines) {
        EpochStatus after = Member.of(workspace, organisation).proposal(evidence.epoch());
        ChallengeStatus challenge = challenge(after, evidence);
        lines.add("verdicts " + challenge.verdicts().size() + ", the challenge is "
                + challenge.state().id() + ", epoch " + evidence.epoch() + " is " + after.state());
        if (disputeFile.isPresent() && challenge.state() == ChallengeState.PROVEN) {
            OutFile.write(
                    disputeFile.get(),
                    dispute(after, challenge, evidence, found).bytes());
            lines.add("dispute in " + disputeFile.get() + "; check it: tributary verify " + disputeFile.get()
                    + " --policy POLICY");
        } else if (disputeFile.isPresent()) {
            lines.add("no dispute file yet: the challenge is not proven");
        }
        JsonObject json = json(evidence, organisation, after)
                .put("verdict", word)
                .put("challenge", challenge.state().id())
                .build();
        if (word.equals(ChallengeVerdict.UNFOUNDED)) {
            return new Report(
                    lines, json, ExitCode.NO, "the challenge is unfounded as " + organisation + " recomputed it");
        }
        return Report.of(lines, json);
    }

    private static ChallengeStatus challenge(EpochStatus status, Evidence evidence) {
        return status.challenges().stream()
                .filter(challenge -> challenge.evidenceHash().equals(evidence.leafHash()))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "nobody has challenged epoch " + evidence.epoch() + " with evidence " + evidence.leafHash()));
    }

    private Optional<Recomputation> recomputation(EpochStatus status, Evidence evidence) {
        if (evidence.kind().structural()) {
            return Optional.empty();
        }
        LeafKey disputed = evidence.disputedKey();
        EpochRecomputation.Result own = new RecomputeStep(workspace).compute(status);
        List<? extends CanonicalRecord> right = switch (disputed.tree()) {
            case RECEIPTS -> receipts(status.record(), own.record(), disputed);
            case SHARES, PAYOUTS -> ValueFraud.group(own.accounts(), disputed);
            case RECORD -> List.of(own.record());
        };
        return Optional.of(Recomputation.of(evidence, right));
    }

    /** Recomputation reads receipts and makes none: where it gets through, those that are sealed are the right ones. */
    private List<Receipt> receipts(EpochRecord record, EpochRecord own, LeafKey disputed) {
        if (!own.receiptsRoot().equals(record.receiptsRoot())) {
            throw new RefusedException("epoch " + record.epoch() + " has receipts root " + record.receiptsRoot()
                    + ", those sealed here have " + own.receiptsRoot());
        }
        LedgerView view = LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
        return StoredEpoch.read(workspace.lake(), view, record).receipt(disputed).stream()
                .toList();
    }

    private static DisputeProof dispute(
            EpochStatus status, ChallengeStatus challenge, Evidence evidence, Optional<Recomputation> found) {
        return new DisputeProof(
                status.record(),
                status.equalAttestations(),
                challenge.signed(),
                evidence,
                found,
                found.map(recomputation -> challenge.upheldVerdicts(recomputation.leafHash()))
                        .orElse(List.of()));
    }

    private static Evidence read(Path file) {
        try {
            if (Files.size(file) > Evidence.BYTES_MAX) {
                throw new InvalidInputException(file + " is larger than any evidence");
            }
            return Evidence.parse(Files.readAllBytes(file));
        } catch (InvalidInputException e) {
            throw new InvalidInputException(file + " is no evidence: " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new UnavailableException("no such file: " + file, e);
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
    }
}
