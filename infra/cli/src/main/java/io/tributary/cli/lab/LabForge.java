// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.IngestSteps;
import io.tributary.cli.step.NetworkStep;
import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.Topic;
import io.tributary.ingestion.fault.FaultyReceipts;
import io.tributary.ingestion.fault.FaultyValue;
import io.tributary.ingestion.fault.Party;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.record.Inference;
import io.tributary.protocol.record.Receipt;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.IngestAudit;
import io.tributary.tables.TableReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Sends receipts that must not be paid, of every kind, and looks whether one was accepted. */
public final class LabForge {
    private static final int RIGHT = 16;
    private static final int FORGED_MIN = 100;

    private final Workspace workspace;
    private final int receipts;
    private final long seed;
    private final Places places = new Places();
    private final TreeSet<String> right = new TreeSet<>();

    /**
     * Forges so many receipts.
     *
     * @param receipts how many, at least 100
     */
    public LabForge(Workspace workspace, int receipts, long seed) {
        this.workspace = Objects.requireNonNull(workspace, "workspace");
        this.receipts = receipts;
        this.seed = seed;
        if (receipts < FORGED_MIN) {
            throw new InvalidInputException("receipts: got " + receipts + ", want " + FORGED_MIN + " or more");
        }
    }

    /** Forges, drains and counts; the exit is 1 if anything is not as it must be. */
    public Report run() throws InterruptedException {
        new NetworkStep(workspace).ensure();
        LabParties parties = new LabParties(workspace, seed);
        parties.register();
        Party host = parties.host();
        BatchSigner signer = new BatchSigner(workspace.network(), host.id(), host.key());
        try (ContributionClient client = ContributionClient.open(
                workspace.bootstrapServers(), workspace.home().outbox(), parties.limits())) {
            if (client.nextSequence(Topic.INFERENCES, host.id()) > 0) {
                throw new ConflictException("seed " + seed + " was forged here before; choose another --seed");
            }
            send(client, signer, parties.faultyReceipts(System.currentTimeMillis()));
        }
        workspace.terminal().progress("  forged " + receipts + " receipts, taking them in");
        new IngestSteps(workspace).drain();
        return reconcile(host.id());
    }

    private void send(ContributionClient client, BatchSigner host, FaultyReceipts faulty) {
        List<Inference> accepted = new ArrayList<>();
        for (int i = 0; i < RIGHT; i++) {
            String id = "g" + seed + "-right-" + i;
            accepted.add(i % 2 == 0 ? faulty.right(id, i) : faulty.owed(id, i));
            right.add(Receipt.idAt(host.signer(), id));
        }
        places.note(client.report(host, accepted, 0));
        byte[] batch = host.signReceipts(0, accepted, 0).bytes();
        Deque<FaultyValue> forged = new ArrayDeque<>();
        long freshSequence = 1;
        long items = 0;
        for (int round = 0; items < receipts; ) {
            if (forged.isEmpty()) {
                String tag = "g" + seed + "-" + round;
                forged.addAll(faulty.atSight(tag));
                forged.add(faulty.sequenceReplayed(tag, 0));
                forged.add(faulty.numberReplayed(tag, freshSequence++, round % RIGHT));
                forged.add(faulty.receiptReplayed(accepted.get(round % RIGHT), freshSequence++));
                forged.add(new FaultyValue("sent twice", Topic.INFERENCES, Rule.BATCH_DUPLICATE, RIGHT, batch));
                round++;
            }
            FaultyValue value = forged.remove();
            if (value.items() <= receipts - items) {
                places.note(client.sendRaw(value.topic(), host.signer(), value.value()), value);
                items += value.items();
            }
        }
    }

    private Report reconcile(String host) {
        List<String> wrong = new ArrayList<>();
        TreeSet<String> missing = new TreeSet<>(right);
        TableReader.of(workspace.lake().table(BronzeTables.INFERENCES_TABLE))
                .select(BronzeTables.RECEIPT_ID, BronzeTables.HOST)
                .forEach(row -> {
                    String id = row.text(BronzeTables.RECEIPT_ID);
                    if (!missing.remove(id)
                            && (id.startsWith("g" + seed + "-")
                                    || row.text(BronzeTables.HOST).equals(host))) {
                        wrong.add("accepted receipt " + id);
                    }
                });
        missing.forEach(id -> wrong.add("right receipt " + id + " was not accepted"));
        Map<String, Long> planted = places.planted();
        Map<String, Long> refused = places.refused(workspace.lake());
        if (!planted.equals(refused)) {
            wrong.add("refusals differ from what was forged");
        }
        wrong.addAll(IngestAudit.inferences(workspace.lake()).findings());
        List<String> lines = new ArrayList<>();
        lines.add("forged " + receipts + " receipts beside " + RIGHT + " right ones, seed " + seed);
        lines.addAll(RuleCounts.lines(planted, refused));
        wrong.forEach(finding -> lines.add("  wrong: " + finding));
        lines.add(wrong.isEmpty() ? "none accepted" : "not all were refused as they must be");
        JsonObject json = JsonObject.nested()
                .put("seed", seed)
                .put("forged", receipts)
                .put("right", RIGHT)
                .put("rules", RuleCounts.json(planted, refused))
                .put("findings", wrong)
                .build();
        return wrong.isEmpty() ? Report.of(lines, json) : new Report(lines, json, ExitCode.NO, wrong.get(0));
    }
}
