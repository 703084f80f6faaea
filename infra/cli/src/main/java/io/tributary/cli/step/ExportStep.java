// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.note.LogHead;
import io.tributary.cli.note.SignedNote;
import io.tributary.cli.note.TlogProof;
import io.tributary.contract.Checkpoint;
import io.tributary.contract.EpochStatus;
import io.tributary.contract.LogEntry;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.verify.PayoutProof;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the history to files that others can check without this program. */
public final class ExportStep {
    private final Workspace workspace;

    /** Works in this workspace. */
    public ExportStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Writes entries, epochs with their attestations, policy and a checkpoint signed by an organisation, which has
     * rebuilt the root before.
     *
     * @param payee whose payouts to prove; what he is paid is in the files then
     */
    public Report export(Path folder, String organisation, Optional<String> payee) {
        Member member = Member.of(workspace, organisation);
        Ledger ledger = workspace.ledger(organisation);
        List<LogEntry> entries = ledger.entries(0);
        MerkleTree log = tree(entries, ledger.checkpoint());
        LogHead head = new LogHead(workspace.network(), log.size(), log.root());
        SignedNote checkpoint =
                SignedNote.sign(head.text(), LogHead.keyName(head.origin(), organisation), member.key());
        List<EpochStatus> epochs = LedgerSteps.epochs(ledger);
        OutFile.write(
                folder.resolve("entries.jsonl"),
                lines(entries.stream().map(ExportStep::json).toList()));
        OutFile.write(
                folder.resolve("epochs.jsonl"),
                lines(epochs.stream().map(ExportStep::json).toList()));
        OutFile.write(folder.resolve("policy.json"), Member.policy(workspace).bytes());
        OutFile.write(folder.resolve("checkpoint"), checkpoint.bytes());
        List<Path> proofs = new ArrayList<>();
        if (payee.isPresent()) {
            for (EpochStatus epoch : epochs) {
                proofs.addAll(prove(folder.resolve("proofs"), epoch, payee.get(), log, checkpoint));
            }
            if (proofs.isEmpty()) {
                throw new InvalidInputException("nothing is paid to " + payee.get() + " in any final epoch");
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(log.size() + " entries and " + epochs.size() + " epochs in " + folder);
        lines.add("checkpoint of size " + head.size() + ", root " + head.root() + ", signed by " + organisation);
        proofs.forEach(proof -> lines.add("proof " + proof));
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("folder", folder.toString())
                        .put("size", head.size())
                        .put("root", head.root())
                        .put("organisation", organisation)
                        .put("proofs", proofs.stream().map(Path::toString).toList())
                        .build());
    }

    /** The log's tree; nobody signs a root that he has not computed. */
    private static MerkleTree tree(List<LogEntry> entries, Checkpoint checkpoint) {
        MerkleTree tree = MerkleTree.ofLeafHashes(
                entries.stream().map(entry -> Hash.leaf(entry.entry().bytes())).toList());
        if (tree.size() != checkpoint.size() || !tree.root().equals(checkpoint.root())) {
            throw new RefusedException("the log has " + tree.size() + " entries with root " + tree.root()
                    + ", the ledger's checkpoint says " + checkpoint.size() + " with root " + checkpoint.root());
        }
        return tree;
    }

    private List<Path> prove(Path folder, EpochStatus epoch, String name, MerkleTree log, SignedNote checkpoint) {
        if (epoch.finality().isEmpty()) {
            return List.of();
        }
        EpochRecord record = epoch.record();
        PayoutTable table = new PayoutTable(workspace.lake());
        String payee = table.payee(name);
        List<Payout> leaves = record.payoutCount() == 0 ? List.of() : table.leaves(record.epoch());
        MerkleTree payouts = PayoutTable.tree(leaves);
        if (!payouts.root().equals(record.payoutsRoot())) {
            throw new RefusedException("rewards.payouts of epoch " + record.epoch() + " has root " + payouts.root()
                    + ", the ledger has " + record.payoutsRoot());
        }
        int index = Math.toIntExact(epoch.finality().get().index());
        List<Path> files = new ArrayList<>();
        for (int leaf = 0; leaf < leaves.size(); leaf++) {
            if (leaves.get(leaf).payee().equals(payee)) {
                PayoutProof proof = new PayoutProof(
                        leaves.get(leaf), leaf, payouts.inclusionPath(leaf), record, epoch.equalAttestations());
                Path file = folder.resolve("epoch-" + record.epoch() + "-" + leaf + ".tlog-proof");
                OutFile.write(file, new TlogProof(proof.bytes(), index, log.inclusionPath(index), checkpoint).bytes());
                files.add(file);
            }
        }
        return files;
    }

    private static JsonObject json(LogEntry entry) {
        return JsonObject.nested()
                .put("index", entry.index())
                .put("leafHash", entry.leafHash())
                .put("entry", entry.entry())
                .build();
    }

    private static JsonObject json(EpochStatus epoch) {
        return JsonObject.nested()
                .put("recordHash", epoch.recordHash())
                .put("state", epoch.state().name())
                .put("record", epoch.record().toJson())
                .put(
                        "attestations",
                        epoch.attestations().stream()
                                .map(attestation -> attestation.signed().toJson())
                                .toList())
                .build();
    }

    private static byte[] lines(List<JsonObject> objects) {
        StringBuilder lines = new StringBuilder();
        objects.forEach(object -> lines.append(object).append('\n'));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }
}
