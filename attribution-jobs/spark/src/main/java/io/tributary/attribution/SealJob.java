// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import static org.apache.spark.sql.functions.col;

import io.tributary.pipelines.BatchJob;
import io.tributary.pipelines.JobContext;
import io.tributary.pipelines.JobMain;
import io.tributary.pipelines.LakeSession;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.CompactRange;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.money.SealedQuestions;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.BronzeMarks;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RegisteredKey;
import io.tributary.tables.RegistryReader;
import io.tributary.tables.RegistryTables;
import io.tributary.tables.Tags;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * Decides once which receipts an epoch consists of and copies them to {@code attribution.receipts}: at a bronze snapshot
 * whose watermark passed the window, every receipt that occurred before the window's end and that no other epoch holds,
 * one row per receipt, unless its host did not sign it, the ledger has no model or money for it, or its question does not open
 * ({@link SetAside}). A receipt that arrives late belongs to the next epoch. Sealing again gives the same.
 */
public final class SealJob implements BatchJob {
    /** Entry of the process. */
    public static void main(String[] arguments) {
        JobMain.main(arguments, SealRequest.TYPE, new SealJob());
    }

    @Override
    public JsonObject run(JobContext context, JsonObject job) {
        SealRequest request = SealRequest.of(job);
        try (LakeCatalog lake = LakeCatalog.open(context.configuration())) {
            Table receipts = lake.table(AttributionTables.RECEIPTS_TABLE);
            Optional<Seal> earlier = Seal.find(receipts, request.epoch());
            earlier.ifPresent(seal -> requireSameWindow(seal, request));
            long snapshot = earlier.map(Seal::snapshot)
                    .orElseGet(() -> taggedSnapshot(lake.table(BronzeTables.INFERENCES_TABLE), request));
            if (earlier.isPresent()
                    && stored(context.spark(), request.epoch()).count()
                            == earlier.get().receipts()) {
                context.stage("epoch " + request.epoch() + " is sealed already");
                requireRoot(earlier.get(), root(stored(context.spark(), request.epoch())));
                return earlier.get().result();
            }
            context.stage("sealing epoch " + request.epoch());
            Candidates receiptsAt = new Candidates(
                    request.epoch(), context.configuration().text(Key.NETWORK_ID), taggedKeys(lake, request));
            Dataset<Row> candidates = receiptsAt
                    .at(context.spark(), snapshot, request.windowEnd())
                    .cache();
            KeyStore keys = KeyStore.open(context.configuration().home());
            SealedQuestions questions = earlier.isEmpty()
                    ? SealedQuestions.atSeal(keys::findSealingKey)
                    : SealedQuestions.afterSeal(
                            keys::findSealingKey, SetAside.withoutKey(context.spark(), request.epoch()));
            SetAside setAside = SetAside.of(context.spark(), candidates, request, questions);
            Dataset<Row> members = Candidates.receipts(setAside.without(candidates));
            Seal seal = decide(members, setAside, request, snapshot);
            earlier.ifPresent(before -> requireRoot(before, seal.receiptsRoot()));
            setAside.write(request.epoch());
            if (earlier.isEmpty()) {
                seal.write(receipts);
            }
            write(members, request.epoch());
            candidates.unpersist();
            return seal.result();
        }
    }

    private static void requireSameWindow(Seal seal, SealRequest request) {
        if (seal.logSize() != request.logSize()) {
            throw new ConflictException("epoch " + seal.epoch() + " is sealed by a log of " + seal.logSize()
                    + " entries, got " + request.logSize());
        }
        if (seal.windowStart() != request.windowStart() || seal.windowEnd() != request.windowEnd()) {
            throw new ConflictException("epoch " + seal.epoch() + " is sealed with the window " + seal.windowStart()
                    + ".." + seal.windowEnd() + ", got " + request.windowStart() + ".." + request.windowEnd());
        }
    }

    private static void requireRoot(Seal sealed, Hash found) {
        if (!sealed.receiptsRoot().equals(found)) {
            throw new RefusedException("receipts of epoch " + sealed.epoch() + " have root " + found + ", sealed was "
                    + sealed.receiptsRoot());
        }
    }

    /** The snapshot that the epoch is sealed at, tagged so that members can check that no receipt was left out. */
    private static long taggedSnapshot(Table inferences, SealRequest request) {
        String tag = BronzeTables.epochTag(request.epoch());
        OptionalLong tagged = Tags.find(inferences, tag);
        long snapshot = tagged.isPresent() ? tagged.getAsLong() : completeSnapshot(inferences, request);
        Tags.create(inferences, tag, snapshot);
        return snapshot;
    }

    /** The current snapshot of bronze, if its watermark says that the window is complete. */
    private static long completeSnapshot(Table inferences, SealRequest request) {
        OptionalLong watermark = BronzeMarks.watermarkMillis(inferences);
        if (watermark.isEmpty()) {
            throw new UnavailableException("epoch " + request.epoch()
                    + " cannot be sealed: bronze.inferences has no watermark yet; run the ingestion first");
        }
        if (watermark.getAsLong() < request.windowEnd()) {
            throw new UnavailableException(
                    "epoch " + request.epoch() + " cannot be sealed: receipts are complete up to "
                            + watermark.getAsLong() + ", the window ends at " + request.windowEnd());
        }
        return inferences.currentSnapshot().snapshotId();
    }

    /** The keys that signatures are checked by, tagged so that every member checks by the same. */
    private static List<RegisteredKey> taggedKeys(LakeCatalog lake, SealRequest request) {
        Table keys = lake.table(RegistryTables.KEYS_TABLE);
        String tag = BronzeTables.epochTag(request.epoch());
        if (keys.currentSnapshot() == null) {
            return List.of();
        }
        if (Tags.find(keys, tag).isEmpty()) {
            Tags.create(keys, tag, keys.currentSnapshot().snapshotId());
        }
        return new RegistryReader(lake).keysAtSeal(request.epoch());
    }

    /** Count, root and sum of fees of these rows, one at a time. */
    private static Seal decide(Dataset<Row> rows, SetAside setAside, SealRequest request, long snapshot) {
        CompactRange range = CompactRange.empty();
        long fees = 0;
        Iterator<Row> sorted = sorted(rows);
        while (sorted.hasNext()) {
            Row row = sorted.next();
            range = range.append(Hash.leaf(row.getString(0).getBytes(StandardCharsets.UTF_8)));
            fees = Math.addExact(fees, row.getLong(1));
        }
        return new Seal(
                request.epoch(),
                request.windowStart(),
                request.windowEnd(),
                snapshot,
                request.logSize(),
                range.size(),
                range.root(),
                fees,
                setAside.count());
    }

    private static Hash root(Dataset<Row> rows) {
        CompactRange range = CompactRange.empty();
        Iterator<Row> sorted = sorted(rows);
        while (sorted.hasNext()) {
            range = range.append(Hash.leaf(sorted.next().getString(0).getBytes(StandardCharsets.UTF_8)));
        }
        return range.root();
    }

    private static Iterator<Row> sorted(Dataset<Row> rows) {
        return rows.select(AttributionTables.RECEIPT_JSON, AttributionTables.FEE, AttributionTables.RECEIPT_ID)
                .orderBy(AttributionTables.RECEIPT_ID)
                .toLocalIterator();
    }

    private static Dataset<Row> stored(SparkSession spark, long epoch) {
        return spark.table(name(AttributionTables.RECEIPTS_TABLE.qualifiedName()))
                .where(col(AttributionTables.EPOCH).equalTo(epoch));
    }

    private static void write(Dataset<Row> members, long epoch) {
        try {
            members.sortWithinPartitions(AttributionTables.RECEIPT_ID)
                    .writeTo(name(AttributionTables.RECEIPTS_TABLE.qualifiedName()))
                    .overwrite(col(AttributionTables.EPOCH).equalTo(epoch));
        } catch (NoSuchTableException e) {
            throw new UnavailableException("table attribution.receipts vanished while it was written", e);
        }
    }

    private static String name(String table) {
        return LakeSession.CATALOG + "." + table;
    }
}
