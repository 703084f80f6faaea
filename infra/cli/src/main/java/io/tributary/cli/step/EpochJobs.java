// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.recompute.EpochWindow;
import io.tributary.cli.recompute.SealTerms;
import io.tributary.cli.recompute.Superseded;
import io.tributary.contract.ClaimStatus;
import io.tributary.contract.DepositStatus;
import io.tributary.contract.EpochStatus;
import io.tributary.contract.LastEpoch;
import io.tributary.influence.Device;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.money.Admission;
import io.tributary.protocol.process.JobExchange;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Share;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Runs the Spark jobs of an epoch. */
final class EpochJobs {
    private static final String SEAL_MAIN = "io.tributary.attribution.SealJob";
    private static final String SEAL_TYPE = "tributary/job-seal/v1";
    private static final int SEAL_BYTES_MAX = 4096;
    private static final String ATTRIBUTE_MAIN = "io.tributary.attribution.AttributeJob";
    private static final String ATTRIBUTE_TYPE = "tributary/job-attribute/v1";

    private final Workspace workspace;
    private final Optional<Device> asked;

    /** Scores on the configured device. */
    EpochJobs(Workspace workspace) {
        this(workspace, Optional.empty());
    }

    /** Scores on the device that is asked for, else on the configured one. */
    EpochJobs(Workspace workspace, Optional<Device> asked) {
        this.workspace = workspace;
        this.asked = asked;
    }

    /** The device that scores; whether it is there is seen before anything is started. */
    private Device device() {
        return asked.orElseGet(() -> Device.of(workspace.configuration().text(Key.ATTRIBUTION_DEVICE)))
                .present();
    }

    /** Vectors are objects until the optimising compiler has put them into registers. */
    private static SparkJobs.Work work(Device device) {
        return device == Device.VECTOR ? SparkJobs.Work.BULK : SparkJobs.Work.HEAVY;
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
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        LedgerView log = LedgerView.of(ledger);
        long logSize = sealed(epoch).map(seal -> seal.integer("logSize")).orElse((long)
                log.log().size());
        SealTerms terms = SealTerms.at(ledger, log, epoch, logSize);
        JsonObject job = JsonObject.typed(SEAL_TYPE)
                .put("epoch", epoch)
                .put("windowStart", windowStart)
                .put("windowEnd", windowEnd)
                .put("logSize", logSize)
                .put("unit", Names.UNIT)
                .put("models", terms.models().stream().map(ModelEntry::toJson).toList())
                .put("refused", terms.refused())
                .put("deposits", terms.deposits().stream().map(EpochJobs::terms).toList())
                .build();
        JsonObject result =
                new SparkJobs(workspace).run("seal", EngineModule.ATTRIBUTION, SEAL_MAIN, SparkJobs.Work.LIGHT, job);
        return sealReport("sealed ", result);
    }

    private static JsonObject terms(Admission.Deposit deposit) {
        return JsonObject.nested()
                .put("deposit", deposit.depositId())
                .put("payer", deposit.payer())
                .put("unit", deposit.unit())
                .put("available", deposit.availableMicros())
                .build();
    }

    private static Report sealReport(String what, JsonObject seal) {
        List<String> lines = new ArrayList<>();
        lines.add(what + seal.text("receipts") + " receipts with fees of " + seal.text("fees") + " micro-" + Names.UNIT
                + ", root " + seal.text("receiptsRoot"));
        if (seal.integer("setAside") > 0) {
            lines.add(seal.text("setAside") + " receipts set aside; attribution.set_aside says why");
        }
        return Report.of(lines, seal);
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
                .get(AttributionTables.sealProperty(epoch));
        return Optional.ofNullable(seal)
                .map(text -> CanonicalJson.parse(text.getBytes(StandardCharsets.UTF_8), SEAL_BYTES_MAX));
    }

    /** Computes and writes scores, shares, payouts and the record of a sealed epoch. */
    Report attribute(long epoch) throws InterruptedException {
        Device device = device();
        Optional<EpochRecord> settled = proposedAsComputed(epoch);
        if (settled.isPresent()) {
            return attributeReport(settled.get());
        }
        return write(epoch, window(epoch), receiptsRoot(epoch), device);
    }

    /** Writes the job of {@link #attribute} to a file; of an epoch that is proposed already, one that only compares. */
    Report prepare(long epoch, Path file) {
        Device device = device();
        String mode = proposedAsComputed(epoch).isPresent() ? "check" : "write";
        JobExchange.write(
                file.toAbsolutePath(), job(mode, epoch, window(epoch), receiptsRoot(epoch), new Run(0, 0, 0, device)));
        return Report.of(
                "the job is in " + file,
                JsonObject.nested()
                        .put("epoch", epoch)
                        .put("mode", mode)
                        .put("job", file.toString())
                        .put("mainClass", ATTRIBUTE_MAIN)
                        .build());
    }

    private EpochWindow window(long epoch) {
        JsonObject seal = seal(epoch);
        return EpochWindow.regular(seal.integer("windowStart"), seal.integer("windowEnd"), previousHash(epoch));
    }

    private String receiptsRoot(long epoch) {
        return seal(epoch).text("receiptsRoot");
    }

    private JsonObject seal(long epoch) {
        return sealed(epoch)
                .orElseThrow(() -> new UnavailableException(
                        "epoch " + epoch + " is not sealed yet; 'tributary epoch seal " + epoch + "' does it"));
    }

    /** Computes and writes an epoch that takes the place of a contested one. */
    Report adjust(long epoch, long contested) throws InterruptedException {
        Device device = device();
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        EpochStatus wrong = ledger.epochStatus(contested)
                .orElseThrow(() -> new UnavailableException("epoch " + contested + " is not on the ledger"));
        Optional<EpochRecord> settled = proposedAsComputed(epoch)
                .filter(record -> record.adjusts().equals(wrong.recordHash().hex()));
        if (settled.isPresent()) {
            return attributeReport(settled.get());
        }
        if (wrong.state() != EpochState.CONTESTED) {
            throw new RefusedException(
                    "epoch " + contested + " is " + wrong.state() + ", only a contested epoch can be adjusted");
        }
        LastEpoch last = ledger.lastEpoch();
        if (epoch != last.epoch() + 1) {
            throw new InvalidInputException(
                    "an adjustment has the next free number, " + (last.epoch() + 1) + ", got " + epoch);
        }
        requireNotSealed(epoch);
        EpochWindow window = new EpochWindow(
                last.windowEndMillis(),
                last.windowEndMillis(),
                last.recordHash(),
                wrong.recordHash().hex());
        return write(epoch, window, "", device);
    }

    /** A number whose receipts are sealed is theirs: an adjustment would leave them unpaid for ever. */
    void requireNotSealed(long epoch) {
        if (sealed(epoch).isPresent()) {
            throw new ConflictException(
                    "epoch " + epoch + " is sealed with receipts of its own; finalise it first, then"
                            + " adjust with epoch " + (epoch + 1));
        }
    }

    private Optional<EpochRecord> proposedAsComputed(long epoch) {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        Optional<EpochRecord> proposed = ledger.epochStatus(epoch)
                .filter(status -> stands(ledger, status))
                .map(EpochStatus::record);
        return new EpochTable(workspace.lake()).find(epoch).filter(computed -> proposed.equals(Optional.of(computed)));
    }

    /** Whether a proposal is final or can still become so: enough may agree, and it pays for no model that was refused since. */
    private static boolean stands(Ledger ledger, EpochStatus status) {
        if (status.finality().isPresent()) {
            return true;
        }
        int organisations = ledger.policy().orElseThrow().organisations().size();
        int silent = organisations - status.attestations().size();
        LedgerView view = LedgerView.of(ledger);
        long computedAs = Superseded.of(view, status.record().adjusts())
                .map(others -> others.regular().epoch())
                .orElse(status.record().epoch());
        Set<String> unpaid = view.refusedModels(computedAs);
        boolean refused = view.models().stream()
                .filter(model -> status.record().modelHashes().contains(model.leafHash()))
                .anyMatch(model -> unpaid.contains(model.modelId()));
        return !refused && status.equalAttestations().size() + silent >= status.threshold();
    }

    private Report write(long epoch, EpochWindow window, String receiptsRoot, Device device)
            throws InterruptedException {
        JsonObject job = job("write", epoch, window, receiptsRoot, new Run(0, 0, 0, device));
        JsonObject result =
                new SparkJobs(workspace).run("attribute", EngineModule.ATTRIBUTION, ATTRIBUTE_MAIN, work(device), job);
        return attributeReport(EpochRecord.of(result.object("record")));
    }

    private static Report attributeReport(EpochRecord record) {
        return Report.of(
                List.of(
                        record.payoutCount() + " payouts, root " + record.payoutsRoot(),
                        record.poolMicros() + (record.adjusts().isEmpty() ? " fees = " : " left to pay = ")
                                + record.paidMicros() + " paid + " + record.undistributedMicros()
                                + " undistributed, micro-" + record.unit()),
                JsonObject.nested()
                        .put("epoch", record.epoch())
                        .put("recordHash", record.leafHash())
                        .put("record", record.toJson())
                        .build());
    }

    /** Computes and compares with what is written; changes nothing. */
    EpochRecord recompute(long epoch, EpochWindow window, int threads, int partitions, long shuffleSeed)
            throws InterruptedException {
        Device device = device();
        JsonObject job = job("check", epoch, window, "", new Run(threads, partitions, shuffleSeed, device));
        JsonObject result =
                new SparkJobs(workspace).run("recompute", EngineModule.ATTRIBUTION, ATTRIBUTE_MAIN, work(device), job);
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

    /** How a job is to be run; no result depends on it. Zeros leave the choice to Spark. */
    private record Run(int threads, int partitions, long shuffleSeed, Device device) {}

    private JsonObject job(String mode, long epoch, EpochWindow window, String receiptsRoot, Run run) {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        LedgerView view = LedgerView.of(ledger);
        Optional<Superseded> superseded = Superseded.of(view, window.adjusts());
        long parametersOf = superseded.map(others -> others.regular().epoch()).orElse(epoch);
        List<JsonObject> parameters = new ArrayList<>();
        ledger.parameters(parametersOf)
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
                .put(
                        "adjusted",
                        superseded.map(others -> adjusted(ledger, others)).stream()
                                .toList())
                .put("windowStart", window.startMillis())
                .put("windowEnd", window.endMillis())
                .put("prevEpochHash", window.previousHash())
                .put("receiptsRoot", receiptsRoot)
                .put("unit", Names.UNIT)
                .put("models", view.models().stream().map(ModelEntry::toJson).toList())
                .put("refused", List.copyOf(view.refusedModels(parametersOf)))
                .put("trainings", trainings)
                .put("parameters", parameters)
                .put("deposits", deposits(available(ledger, epoch, superseded)))
                .put("threads", run.threads())
                .put("partitions", run.partitions())
                .put("shuffleSeed", run.shuffleSeed())
                .put("device", run.device().toString())
                .build();
    }

    private static JsonObject adjusted(Ledger ledger, Superseded superseded) {
        List<JsonObject> claims = new ArrayList<>();
        for (EpochRecord record : superseded.records()) {
            claims.add(JsonObject.nested()
                    .put("epoch", record.epoch())
                    .put(
                            "leafHashes",
                            ledger.claims(record.epoch()).stream()
                                    .map(ClaimStatus::leafHash)
                                    .toList())
                    .build());
        }
        return JsonObject.nested()
                .put("recordHash", superseded.records().get(0).leafHash())
                .put("regularEpoch", superseded.regular().epoch())
                .put("claims", claims)
                .build();
    }

    /**
     * What deposits may give to an epoch: what is free, what is set aside or spent for this very epoch, and for an adjustment
     * what they gave to the epoch whose place it takes. An upper bound: the ledger decides.
     */
    private static Map<String, Long> available(Ledger ledger, long epoch, Optional<Superseded> superseded) {
        Map<String, Long> available = new TreeMap<>();
        for (DepositStatus deposit : ledger.deposits()) {
            available.put(deposit.depositId(), deposit.heldMicros());
        }
        List<DepositUse> given = new ArrayList<>();
        ledger.epochStatus(epoch)
                .ifPresent(status -> given.addAll(status.record().deposits()));
        superseded.ifPresent(others -> given.addAll(others.records().get(0).deposits()));
        given.forEach(use -> available.merge(use.depositId(), use.amount(), Math::addExact));
        return available;
    }

    private static List<JsonObject> deposits(Map<String, Long> available) {
        List<JsonObject> json = new ArrayList<>();
        available.forEach((deposit, micros) -> json.add(JsonObject.nested()
                .put("deposit", deposit)
                .put("available", micros)
                .build()));
        return json;
    }
}
