// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.InvalidInputException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * What the ingestion leaves on the snapshots of bronze tables, beside rows: how far event time and Kafka offsets are known to be complete.
 * A snapshot without a mark says what the newest one before it says.
 */
public final class BronzeMarks {
    /** Snapshot property: epoch milliseconds before which no further receipt follows. */
    public static final String WATERMARK_MILLIS = "tributary.watermark-millis";

    /** Snapshot property: {@code topic:partition=next,…}, the first offsets that are not ingested yet. */
    public static final String OFFSETS = "tributary.offsets";

    private BronzeMarks() {}

    /** The watermark of a table's current state; empty if none was committed yet. */
    public static OptionalLong watermarkMillis(Table table) {
        return table.currentSnapshot() == null
                ? OptionalLong.empty()
                : watermarkMillis(table, table.currentSnapshot().snapshotId());
    }

    /** The watermark of a table at a snapshot; empty if none was committed by then. */
    public static OptionalLong watermarkMillis(Table table, long snapshotId) {
        Optional<String> mark = newest(table, snapshotId, WATERMARK_MILLIS);
        return mark.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(mark.get()));
    }

    /** The next offset of each {@code topic:partition}, by that name; empty if none was committed yet. */
    public static Map<String, Long> offsets(Table table) {
        if (table.currentSnapshot() == null) {
            return Map.of();
        }
        return newest(table, table.currentSnapshot().snapshotId(), OFFSETS)
                .map(BronzeMarks::parseOffsets)
                .orElse(Map.of());
    }

    /** The value of the property {@link #OFFSETS}. */
    public static String formatOffsets(Map<String, Long> offsets) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(offsets)
                .forEach((partition, next) -> text.append(text.isEmpty() ? "" : ",")
                        .append(partition)
                        .append('=')
                        .append(next));
        return text.toString();
    }

    /** Parses the value of the property {@link #OFFSETS}. */
    public static Map<String, Long> parseOffsets(String text) {
        Map<String, Long> offsets = new TreeMap<>();
        if (text.isEmpty()) {
            return offsets;
        }
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1 || part.indexOf(':') < 1) {
                throw new InvalidInputException(OFFSETS + ": got " + part + ", want topic:partition=next");
            }
            offsets.put(part.substring(0, equals), Long.parseLong(part.substring(equals + 1)));
        }
        return offsets;
    }

    /** A property of the newest snapshot that has it, from this one back. */
    static Optional<String> newest(Table table, long snapshotId, String property) {
        Snapshot snapshot = table.snapshot(snapshotId);
        while (snapshot != null) {
            String value = snapshot.summary().get(property);
            if (value != null) {
                return Optional.of(value);
            }
            snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
        }
        return Optional.empty();
    }
}
