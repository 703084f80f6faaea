// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.recompute.EpochWindow;
import io.tributary.contract.DepositStatus;
import io.tributary.contract.EpochStatus;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Share;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs the Spark jobs of an epoch. */
final class EpochJobs {
    private static final String SEAL_MAIN = "io.tributary.attribution.SealJob";
    private static final String SEAL_TYPE = "tributary/job-seal/v1";
    private static final String SEAL_PROPERTY = "tributary.seal.";
    private static final int SEAL_BYTES_MAX = 4096;
    private static final String ATTRIBUTE_MAIN = "io.tributary.attribution.AttributeJob";
    private static final String ATTRIBUTE_TYPE = "tributary/job-attribute/v1";

    private final Workspace workspace;

    EpochJobs(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Decides the receipts of a window, or finds them decided. */
    Report seal(long epoch, long windowStart, long windowEnd) throws InterruptedException {
        Optional<JsonObject> before = sealed(epoch)
                .filter(seal -> seal.integer("windowStart") == windowStart
                        && seal.integer("windowEnd") == windowEnd
                        && storedRoot(epoch).hex().equals(seal.text("receiptsRoot")));
        if (before.isPresent()) {
            return sealReport("sealed before: ", before.get());
        }
        JsonObject job = JsonObject.typed(SEAL_TYPE)
                .put("epoch", epoch)
                .put("windowStart", windowStart)
                .put("windowEnd", windowEnd)
                .build();
        JsonObject result =
                new SparkJobs(workspace).run("seal", EngineModule.ATTRIBUTION, SEAL_MAIN, SparkJobs.Work.LIGHT, job);
        return sealReport("sealed ", result);
    }

    private static Report sealReport(String what, JsonObject seal) {
        return Report.of(
                what + seal.text("receipts") + " receipts with fees of " + seal.text("fees") + " micro-" + Names.UNIT
                        + ", root " + seal.text("receiptsRoot"),
                seal);
    }

    /** Root over the receipts that the table holds for an epoch. */
    private Hash storedRoot(long epoch) {
        List<Row> rows = TableReader.of(workspace.lake().table(AttributionTables.RECEIPTS_TABLE))
                .whereEqual(AttributionTables.EPOCH, epoch)
                .select(AttributionTables.EPOCH, AttributionTables.RECEIPT_ID, AttributionTables.RECEIPT_JSON)
                .list();
        rows.sort(Comparator.comparing(row -> row.text(AttributionTables.RECEIPT_ID), Share.BYTEWISE));
        return MerkleTree.ofLeaves(rows.stream()
                        .map(row -> row.text(AttributionTables.RECEIPT_JSON).getBytes(StandardCharsets.UTF_8))
                        .toList())
                .root();
    }

    /** The seal of an epoch: {@code windowStart}, {@code windowEnd}, {@code receiptsRoot} and more. */
    Optional<JsonObject> sealed(long epoch) {
        String seal = workspace
                .lake()
                .table(AttributionTables.RECEIPTS_TABLE)
                .properties()
                .get(SEAL_PROPERTY + epoch);
        return Optional.ofNullable(seal)
                .map(text -> CanonicalJson.parse(text.getBytes(StandardCharsets.UTF_8), SEAL_BYTES_MAX));
    }

    /** Computes and writes scores, shares, payouts and the record. */
    Report attribute(long epoch) throws InterruptedException {
        Optional<EpochStatus> proposed =
                workspace.ledger(Names.FIRST_ORGANISATION).epochStatus(epoch);
        Optional<EpochRecord> computed = new EpochTable(workspace.lake()).find(epoch);
        if (proposed.isPresent() && computed.equals(proposed.map(EpochStatus::record))) {
            return attributeReport(computed.get());
        }
        JsonObject seal = sealed(epoch)
                .orElseThrow(() -> new UnavailableException(
                        "epoch " + epoch + " is not sealed yet; 'tributary epoch seal " + epoch + "' does it"));
        EpochWindow window =
                EpochWindow.regular(seal.integer("windowStart"), seal.integer("windowEnd"), previousHash(epoch));
        JsonObject job = job("write", epoch, window, seal.text("receiptsRoot"), 0, 0, 0);
        JsonObject result = new SparkJobs(workspace)
                .run("attribute", EngineModule.ATTRIBUTION, ATTRIBUTE_MAIN, SparkJobs.Work.HEAVY, job);
        return attributeReport(EpochRecord.of(result.object("record")));
    }

    private static Report attributeReport(EpochRecord record) {
        return Report.of(
                List.of(
                        record.payoutCount() + " payouts, root " + record.payoutsRoot(),
                        record.poolMicros() + " fees = " + record.paidMicros() + " paid + "
                                + record.undistributedMicros() + " undistributed, micro-" + record.unit()),
                JsonObject.nested()
                        .put("epoch", record.epoch())
                        .put("recordHash", record.leafHash())
                        .put("record", record.toJson())
                        .build());
    }

    /** Computes and compares with what is written; changes nothing. */
    EpochRecord recompute(long epoch, EpochWindow window, int threads, int partitions, long shuffleSeed)
            throws InterruptedException {
        JsonObject job = job("check", epoch, window, "", threads, partitions, shuffleSeed);
        JsonObject result = new SparkJobs(workspace)
                .run("recompute", EngineModule.ATTRIBUTION, ATTRIBUTE_MAIN, SparkJobs.Work.HEAVY, job);
        return EpochRecord.of(result.object("record"));
    }

    private String previousHash(long epoch) {
        if (epoch == 1) {
            return "";
        }
        return workspace
                .ledger(Names.FIRST_ORGANISATION)
                .epochStatus(epoch - 1)
                .map(status -> status.recordHash().hex())
                .orElseThrow(() -> new UnavailableException("epoch " + (epoch - 1) + " is not on the ledger yet"));
    }

    private JsonObject job(
            String mode, long epoch, EpochWindow window, String receiptsRoot, int threads, int partitions, long seed) {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        LedgerView view = LedgerView.of(ledger);
        List<JsonObject> parameters = new ArrayList<>();
        ledger.parameters(epoch)
                .forEach((name, value) -> parameters.add(JsonObject.nested()
                        .put("name", name)
                        .put("value", value)
                        .build()));
        List<JsonObject> trainings = new ArrayList<>();
        for (ModelEntry model : view.models()) {
            view.training(model.trainingReceipt()).ifPresent(training -> trainings.add(training.toJson()));
        }
        return JsonObject.typed(ATTRIBUTE_TYPE)
                .put("mode", mode)
                .put("epoch", epoch)
                .put("windowStart", window.startMillis())
                .put("windowEnd", window.endMillis())
                .put("prevEpochHash", window.previousHash())
                .put("receiptsRoot", receiptsRoot)
                .put("unit", Names.UNIT)
                .put("models", view.models().stream().map(ModelEntry::toJson).toList())
                .put("trainings", trainings)
                .put("parameters", parameters)
                .put("deposits", deposits(ledger, epoch))
                .put("threads", threads)
                .put("partitions", partitions)
                .put("shuffleSeed", seed)
                .build();
    }

    /** What deposits hold for the epoch: what is free, and what is set aside or spent for this very epoch. */
    private static List<JsonObject> deposits(Ledger ledger, long epoch) {
        Map<String, Long> available = new TreeMap<>();
        for (DepositStatus deposit : ledger.deposits()) {
            available.put(deposit.depositId(), deposit.heldMicros());
        }
        Optional<EpochStatus> status = ledger.epochStatus(epoch);
        if (status.isPresent()) {
            for (DepositUse use : status.get().record().deposits()) {
                available.merge(use.depositId(), use.amount(), Math::addExact);
            }
        }
        List<JsonObject> json = new ArrayList<>();
        available.forEach((deposit, micros) -> json.add(JsonObject.nested()
                .put("deposit", deposit)
                .put("available", micros)
                .build()));
        return json;
    }
}
