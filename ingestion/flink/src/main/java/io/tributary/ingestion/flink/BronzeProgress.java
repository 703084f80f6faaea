// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.config.Key;
import io.tributary.tables.BronzeMarks;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.TableDefinition;
import io.tributary.tables.TableReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;

/** What the bronze tables say about themselves: rows added since a snapshot, and the marks that say how complete they are. */
final class BronzeProgress {
    /** A table without snapshot. */
    static final long NO_SNAPSHOT = -1;

    private final LakeCatalog lake;

    BronzeProgress(LakeCatalog lake) {
        this.lake = Objects.requireNonNull(lake, "lake");
    }

    /** Id of a table's present snapshot. */
    long snapshotId(TableDefinition definition) {
        Snapshot current = lake.table(definition).currentSnapshot();
        return current == null ? NO_SNAPSHOT : current.snapshotId();
    }

    /** Whether nothing was ever written to any table of bronze. */
    boolean isUntouched() {
        return BronzeTables.all().stream().allMatch(definition -> snapshotId(definition) == NO_SNAPSHOT);
    }

    /** Rows that were added after a snapshot. */
    long rowsSince(TableDefinition definition, long snapshotId) {
        Table table = lake.table(definition);
        long rows = 0;
        Snapshot snapshot = table.currentSnapshot();
        while (snapshot != null && snapshot.snapshotId() != snapshotId) {
            rows += Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.ADDED_RECORDS_PROP, "0"));
            snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
        }
        return rows;
    }

    /** Whether both item tables are marked complete up to these next offsets; without any value there is nothing to mark. */
    boolean isMarked(Map<String, Long> nextOffsets) {
        return ReadProgress.covers(BronzeMarks.offsets(lake.table(BronzeTables.CONTRIBUTIONS_TABLE)), nextOffsets)
                && ReadProgress.covers(BronzeMarks.offsets(lake.table(BronzeTables.INFERENCES_TABLE)), nextOffsets);
    }

    /**
     * The time before which no further receipt follows: the least of what the hosts promise, each by its latest promise before these next
     * offsets. Empty if no host has promised anything. Who lies too far behind the furthest host is not waited for, since a host that is
     * gone, or does not want to promise any more, could else keep every epoch from being sealed; what it sends later is a later epoch's.
     */
    OptionalLong watermarkMillis(Map<String, Long> nextOffsets) {
        Map<String, Long> promises = new HashMap<>();
        TableReader.of(lake.table(BronzeTables.BATCHES_TABLE))
                .select(
                        BronzeTables.TOPIC,
                        BronzeTables.SIGNER,
                        BronzeTables.UP_TO,
                        BronzeTables.KAFKA_PARTITION,
                        BronzeTables.KAFKA_OFFSET)
                .whereEqual(BronzeTables.TOPIC, Topics.INFERENCES)
                .forEach(row -> {
                    String partition = Topics.INFERENCES + ":" + row.int32(BronzeTables.KAFKA_PARTITION);
                    if (row.number(BronzeTables.KAFKA_OFFSET) < nextOffsets.getOrDefault(partition, 0L)) {
                        promises.merge(row.text(BronzeTables.SIGNER), row.number(BronzeTables.UP_TO), Math::max);
                    }
                });
        long behindMillis =
                lake.configuration().duration(Key.INGEST_HOST_BEHIND_MAX).toMillis();
        long furthest =
                promises.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return promises.values().stream()
                .mapToLong(Long::longValue)
                .filter(promise -> furthest - promise <= behindMillis)
                .min();
    }

    /** Marks both item tables by one snapshot without rows each, and returns the watermark. */
    OptionalLong mark(Map<String, Long> nextOffsets) {
        OptionalLong watermark = watermarkMillis(nextOffsets);
        mark(BronzeTables.CONTRIBUTIONS_TABLE, nextOffsets, OptionalLong.empty());
        mark(BronzeTables.INFERENCES_TABLE, nextOffsets, watermark);
        return watermark;
    }

    private void mark(TableDefinition definition, Map<String, Long> nextOffsets, OptionalLong watermarkMillis) {
        AppendFiles append = lake.table(definition).newFastAppend();
        append.set(BronzeMarks.OFFSETS, BronzeMarks.formatOffsets(nextOffsets));
        watermarkMillis.ifPresent(millis -> append.set(BronzeMarks.WATERMARK_MILLIS, Long.toString(millis)));
        append.commit();
    }
}
