// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.cli.step.TermsInForce;
import io.tributary.contract.DepositStatus;
import io.tributary.contract.EpochStatus;
import io.tributary.contract.LogEntry;
import io.tributary.contract.SignedWord;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.ContestEntry;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.DuplicateRecord;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.HeldOutEntry;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.ModelRefusal;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.record.ReviewEntry;
import io.tributary.protocol.record.Share;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.record.WithdrawalEntry;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.protocol.verify.Policy;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.iceberg.expressions.Expressions;

/**
 * Goes through the ledger's log and makes again, from the lakehouse, whatever an entry stands for. Nothing that an
 * engine computed is believed; models are trained once each.
 */
public final class LogAudit {
    private final LakeCatalog lake;
    private final Ledger ledger;
    private final LedgerView log;
    private final Policy policy;
    private final EpochInputs inputs;
    private final RebuiltModels models;
    private final EpochRecomputation recomputation;
    private final KeyStore keys;
    private final Consumer<String> progress;
    private final Map<String, BatchAudit> bronze = new HashMap<>();
    private final Map<String, DuplicateAudit> decisions = new HashMap<>();

    /** Prepares an audit of the log as it is now. */
    public LogAudit(LakeCatalog lake, Ledger ledger, Policy policy, KeyStore keys, Consumer<String> progress) {
        this.lake = lake;
        this.ledger = ledger;
        this.log = LedgerView.of(ledger);
        this.policy = policy;
        this.keys = keys;
        this.progress = progress;
        this.inputs = new EpochInputs(policy.network(), lake, log, keys);
        this.models = RebuiltModels.kept(inputs, log, progress);
        this.recomputation = new EpochRecomputation(policy.network(), lake, ledger, keys, progress).with(models);
    }

    /** The entries that it goes through, in order. */
    public List<LogEntry> entries() {
        return log.log();
    }

    /**
     * Checks that the entries are the log: each at its place, with its hash, under the root that the contract computed.
     *
     * @throws RefusedException naming the first entry that is not
     */
    public void checkLog(long size, Hash root) {
        for (LogEntry entry : entries()) {
            Hash leaf = Hash.leaf(entry.entry().bytes());
            if (!leaf.equals(entry.leafHash())) {
                throw new RefusedException(
                        "entry " + entry.index() + " has hash " + leaf + ", the ledger says " + entry.leafHash());
            }
        }
        Hash own = prefix(entries().size());
        if (entries().size() != size || !own.equals(root)) {
            throw new RefusedException("the log has " + entries().size() + " entries with root " + own
                    + ", the ledger's checkpoint says " + size + " with root " + root);
        }
    }

    private Hash prefix(int size) {
        return MerkleTree.ofLeafHashes(entries().subList(0, size).stream()
                        .map(LogEntry::leafHash)
                        .toList())
                .root();
    }

    /**
     * Makes again what an entry stands for.
     *
     * @return what was found equal, for people
     * @throws RefusedException naming what differs
     */
    public String check(LogEntry entry) {
        JsonObject json = entry.entry();
        if (!json.text("network").equals(policy.network())) {
            throw new RefusedException(
                    "the entry is of network " + json.text("network") + ", want " + policy.network());
        }
        return switch (json.type()) {
            case ParameterEntry.TYPE -> parameter(ParameterEntry.of(json));
            case DepositEntry.TYPE -> deposit(DepositEntry.of(json));
            case DatanetEntry.TYPE -> datanet(DatanetEntry.of(json));
            case HeldOutEntry.TYPE -> heldOut(HeldOutEntry.of(json));
            case BatchesEntry.TYPE -> batches(BatchesEntry.of(json));
            case WithdrawalEntry.TYPE -> new WithdrawalAudit(lake, log, policy).check(WithdrawalEntry.of(json));
            case ReviewEntry.TYPE -> new ReviewAudit(lake, log, policy).check(ReviewEntry.of(json));
            case VersionEntry.TYPE -> version(VersionEntry.of(json));
            case TrainingEntry.TYPE -> training(TrainingEntry.of(json));
            case ModelEntry.TYPE -> model(ModelEntry.of(json));
            case ModelRefusal.TYPE -> refusal(ModelRefusal.of(json));
            case EpochRecord.TYPE -> epoch(entry.index(), EpochRecord.of(json));
            case ContestEntry.TYPE -> contest(ContestEntry.of(json));
            default -> throw new RefusedException("nobody here knows entries of type " + json.type());
        };
    }

    private String parameter(ParameterEntry entry) {
        TermsInForce.requireKnown(lake, entry);
        return "parameter " + entry.name() + " from epoch " + entry.fromEpoch();
    }

    private String deposit(DepositEntry entry) {
        boolean held = ledger.deposits().stream()
                .anyMatch(deposit -> deposit.depositId().equals(entry.depositId()) && same(deposit, entry));
        if (!held) {
            throw new RefusedException("the ledger does not hold deposit " + entry.depositId() + " of " + entry.amount()
                    + " micro-" + entry.unit());
        }
        return "deposit " + entry.depositId() + " of " + entry.amount() + " micro-" + entry.unit();
    }

    private static boolean same(DepositStatus deposit, DepositEntry entry) {
        return deposit.payer().equals(entry.payer()) && deposit.amountMicros() == entry.amount();
    }

    private String datanet(DatanetEntry entry) {
        if (entry.heldOutCount() == 0) {
            return "Datanet " + entry.slug() + ", without a held-out set";
        }
        return "Datanet " + entry.slug() + ": " + heldOut(entry.slug(), 1, entry.heldOutRoot(), entry.heldOutCount());
    }

    private String heldOut(HeldOutEntry entry) {
        return "held-out set of " + entry.datanet() + "/v" + entry.version() + ": "
                + heldOut(entry.datanet(), entry.version(), entry.root(), entry.count());
    }

    /** A set is opened when a model is first trained on its version; until then there is nothing to compare. */
    private String heldOut(String slug, long version, Hash root, long count) {
        boolean trained = log.trainings().stream()
                .anyMatch(training -> training.datanet().equals(slug) && training.version() == version);
        if (!trained && !inputs.opened(slug, version)) {
            return count + " held-out items are not opened yet";
        }
        same(
                "held-out items of " + slug + "/v" + version,
                (long) inputs.heldOut(slug, root).size(),
                count);
        return count + " held-out items give the committed root";
    }

    private String batches(BatchesEntry entry) {
        return bronze.computeIfAbsent(entry.datanet(), slug -> BatchAudit.read(lake, slug))
                .check(entry);
    }

    private String version(VersionEntry entry) {
        List<SourceText> texts = inputs.texts(entry);
        int records = texts.size();
        same("records of " + entry.datanet() + "/" + entry.tag(), records, entry.recordCount());
        List<Row> duplicates = TableReader.of(lake.table(DatanetTables.DUPLICATES_TABLE))
                .whereEqual(DatanetTables.DATANET, entry.datanet())
                .where(Expressions.lessThanOrEqual(DatanetTables.VERSION, Math.toIntExact(entry.version())))
                .list();
        duplicates.sort(Comparator.comparing(row -> row.text(DatanetTables.RECORD_ID), Share.BYTEWISE));
        Hash root = MerkleTree.ofLeafHashes(
                        duplicates.stream().map(LogAudit::duplicate).toList())
                .root();
        same("duplicates of " + entry.datanet() + "/" + entry.tag(), duplicates.size(), entry.duplicateCount());
        same("duplicates root of " + entry.datanet() + "/" + entry.tag(), root, entry.duplicatesRoot());
        Hash parent = log.version(entry.datanet(), entry.version() - 1)
                .map(VersionEntry::root)
                .orElse(Hash.empty());
        same("parent root of " + entry.datanet() + "/" + entry.tag(), parent, entry.parentRoot());
        return entry.datanet() + "/" + entry.tag() + ": " + records + " records and " + duplicates.size()
                + " duplicates give both roots, " + decidedAgain(entry, texts, duplicates);
    }

    /** Which records repeat others is decided again from the sealed items, by the rule that was in force. */
    private String decidedAgain(VersionEntry entry, List<SourceText> texts, List<Row> rows) {
        DuplicateAudit audit =
                decisions.computeIfAbsent(entry.datanet(), slug -> new DuplicateAudit(lake, log, keys, slug));
        DuplicateAudit.Decided decided = audit.version(entry.version());
        if (decided.sealed() > 0) {
            return decided.sealed()
                    + " of the items can not be opened any more, so the duplicates are not decided again";
        }
        Map<String, String> found = new TreeMap<>();
        rows.stream()
                .filter(row -> row.int32(DatanetTables.VERSION) == entry.version())
                .forEach(row ->
                        found.put(row.text(DatanetTables.RECORD_ID), row.text(DatanetTables.CANONICAL_RECORD_ID)));
        String where = " of " + entry.datanet() + "/" + entry.tag() + " by "
                + decided.rule().id();
        Set<String> differing = new TreeSet<>(decided.duplicates().keySet());
        differing.addAll(found.keySet());
        differing.removeIf(
                id -> Objects.equals(found.get(id), decided.duplicates().get(id)));
        for (String id : differing) {
            throw new RefusedException("duplicates" + where + ": record " + id + " repeats "
                    + decided.duplicates().getOrDefault(id, "none") + ", the lakehouse has "
                    + found.getOrDefault(id, "none"));
        }
        Set<String> ids = new HashSet<>();
        texts.forEach(text -> ids.add(text.recordId()));
        Set<String> standing = audit.standing(entry.version());
        same("canonical records" + where, ids.size(), standing.size());
        if (!ids.containsAll(standing)) {
            throw new RefusedException("a canonical record" + where + " is missing from the version");
        }
        return "decided again by " + decided.rule().id();
    }

    private static Hash duplicate(Row row) {
        return new DuplicateRecord(
                        row.text(DatanetTables.RECORD_ID),
                        row.text(DatanetTables.CANONICAL_RECORD_ID),
                        row.text(DatanetTables.DATANET))
                .leafHash();
    }

    private String training(TrainingEntry entry) {
        VersionEntry version = log.version(entry.datanet(), entry.version())
                .orElseThrow(
                        () -> new RefusedException(entry.datanet() + "/v" + entry.version() + " is not on the ledger"));
        HeldOutEntry heldOut = log.heldOut(entry.datanet(), entry.version())
                .orElseThrow(() -> new RefusedException(
                        entry.datanet() + "/v" + entry.version() + " has no held-out set on the ledger"));
        same("data set of training " + entry.name(), version.root(), entry.datasetRoot());
        same("held-out set of training " + entry.name(), heldOut.root(), entry.heldOutRoot());
        return "training " + entry.name() + " on " + entry.datanet() + "/v" + entry.version();
    }

    /** The contract counted the approvals; that there was a reason, everybody can try. */
    private String refusal(ModelRefusal refusal) {
        ModelEntry model = log.models().stream()
                .filter(entry -> entry.leafHash().equals(refusal.model()))
                .findFirst()
                .orElseThrow(() -> new RefusedException("no model has the entry " + refusal.model()));
        String reason = new ModelProbe(policy.network(), lake, log, keys, progress)
                .differs(model)
                .orElseThrow(() -> new RefusedException("model " + model.modelId() + " is refused from epoch "
                        + refusal.fromEpoch() + " on, and can be trained again"));
        return "model " + model.modelId() + " is paid by no epoch from " + refusal.fromEpoch() + " on: " + reason;
    }

    private String model(ModelEntry entry) {
        if (log.refusal(entry).isPresent()) {
            return "model " + entry.modelId() + ": organisations refused it later";
        }
        RebuiltModels.Rebuilt rebuilt = models.get(entry);
        same("data sets of model " + entry.modelId(), List.of(rebuilt.version().root()), entry.datasetRoots());
        return "model " + entry.modelId() + ": trained again to the same weights, dictionary and accuracy";
    }

    private String epoch(long index, EpochRecord record) {
        EpochStatus status = ledger.epochStatus(record.epoch())
                .orElseThrow(() -> new RefusedException("the ledger does not know epoch " + record.epoch()));
        same("record of epoch " + record.epoch(), status.recordHash(), record.leafHash());
        int attested = attested(status);
        EpochStatus.Finality finality = status.finality()
                .orElseThrow(() -> new RefusedException("epoch " + record.epoch() + " is in the log and not final"));
        same("place of epoch " + record.epoch(), index, finality.index());
        same("log root behind epoch " + record.epoch(), prefix(Math.toIntExact(index) + 1), finality.logRoot());
        EpochRecomputation.Result own = recomputation.compute(record.epoch(), EpochWindow.of(record));
        forgetModels(index);
        boolean contested = status.state() == EpochState.CONTESTED || status.state() == EpochState.SUPERSEDED;
        if (contested) {
            return "epoch " + record.epoch() + " is " + status.state() + ", attested by " + attested
                    + "; recomputed it is "
                    + (own.record().equals(record) ? "the same" : own.record().leafHash());
        }
        if (!own.record().equals(record)) {
            throw new RefusedException("epoch " + record.epoch() + " recomputed is "
                    + own.record().leafHash() + ", the ledger has " + record.leafHash());
        }
        Optional<String> row = TableCheck.of(lake).firstDifference(record.epoch(), own);
        if (row.isPresent()) {
            throw new RefusedException("epoch " + record.epoch() + ": " + row.get());
        }
        return "epoch " + record.epoch() + ": recomputed to the same record and rows, attested by " + attested;
    }

    /** Counts the attestations of the record; every signature on the ledger must be its organisation's. */
    private int attested(EpochStatus status) {
        long epoch = status.record().epoch();
        for (SignedWord attestation : status.attestations()) {
            SignedEnvelope signed = attestation.signed();
            Optional<VerifyingKey> key = policy.key(signed.signer());
            if (key.isEmpty() || !signed.verifiedBy(key.get())) {
                throw new RefusedException("the attestation of epoch " + epoch + " by " + signed.signer()
                        + " is not signed with that organisation's key");
            }
            boolean ofRecord = attestation.attestation().recordHash().equals(status.recordHash());
            if (attestation.counts() != ofRecord || attestation.attestation().epoch() != epoch) {
                throw new RefusedException(
                        "the attestation of epoch " + epoch + " by " + signed.signer() + " is for another record");
            }
        }
        int equal = status.equalAttestations().size();
        if (equal < policy.threshold()) {
            throw new RefusedException(
                    "epoch " + epoch + " is final with " + equal + " equal attestations, want " + policy.threshold());
        }
        return equal;
    }

    /** Models that no later epoch asks are given up. */
    private void forgetModels(long index) {
        Set<Hash> later = new HashSet<>();
        entries().stream()
                .filter(entry -> entry.index() > index)
                .map(LogEntry::entry)
                .filter(json -> json.type().equals(EpochRecord.TYPE))
                .forEach(json -> later.addAll(json.hashes("modelHashes")));
        Set<String> needed = new HashSet<>();
        log.models().stream()
                .filter(model -> later.contains(model.leafHash()))
                .forEach(model -> needed.add(model.modelId()));
        models.keepOnly(needed);
    }

    private String contest(ContestEntry entry) {
        EpochStatus status = ledger.epochStatus(entry.epoch())
                .orElseThrow(() -> new RefusedException("the ledger does not know epoch " + entry.epoch()));
        same("contested record of epoch " + entry.epoch(), status.recordHash(), entry.recordHash());
        if (status.state() != EpochState.CONTESTED && status.state() != EpochState.SUPERSEDED) {
            throw new RefusedException("epoch " + entry.epoch() + " is " + status.state() + ", want it contested");
        }
        return "contest of epoch " + entry.epoch() + " by evidence of kind "
                + entry.kind().id();
    }

    private static void same(String what, Object found, Object anchored) {
        if (!found.toString().equals(anchored.toString())) {
            throw new RefusedException(what + ": found " + found + ", the ledger has " + anchored);
        }
    }
}
