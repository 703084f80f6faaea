// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;

/**
 * Which snapshots of a table something stands on. Kept are: what a tag names, that is versions of Datanets and the snapshots that epochs
 * were sealed at; what a branch ends at; from each of them back, the snapshots up to those that carry the newest marks of whoever writes
 * the table (how far the stream is read, the watermark, the ledger's position, the checkpoint); and all that is younger than a running
 * job may be.
 */
public final class SnapshotGuard {
    private static final String OURS = "tributary.";
    private static final List<String> MARKS = List.of(OURS, "flink.");

    private final Table table;
    private final Set<Long> kept = new HashSet<>();

    private SnapshotGuard(Table table) {
        this.table = table;
    }

    /**
     * Guards a table in the state that it was loaded in.
     *
     * @param olderThanMillis snapshots made at this time or later may be in use
     */
    public static SnapshotGuard of(Table table, long olderThanMillis) {
        SnapshotGuard guard = new SnapshotGuard(table);
        for (SnapshotRef reference : table.refs().values()) {
            guard.keepFrom(reference.snapshotId());
        }
        for (Snapshot snapshot : table.snapshots()) {
            if (snapshot.timestampMillis() >= olderThanMillis) {
                guard.kept.add(snapshot.snapshotId());
            }
        }
        return guard;
    }

    /** Keeps a snapshot, and its ancestors as far back as one of them is the newest with some mark. */
    private void keepFrom(long head) {
        Set<String> seen = new HashSet<>();
        Set<Long> since = new HashSet<>();
        kept.add(head);
        Snapshot snapshot = table.snapshot(head);
        while (snapshot != null) {
            since.add(snapshot.snapshotId());
            if (seen.addAll(marks(snapshot).keySet())) {
                kept.addAll(since);
                since.clear();
            }
            snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
        }
    }

    /** Snapshots that nothing stands on, in ascending order of their ids. */
    public Set<Long> expirable() {
        Set<Long> expirable = new TreeSet<>();
        table.snapshots().forEach(snapshot -> expirable.add(snapshot.snapshotId()));
        expirable.removeAll(kept);
        return expirable;
    }

    /** Number of snapshots that something stands on. */
    public int kept() {
        return kept.size();
    }

    /**
     * The newest of this project's marks in a table: who commits a snapshot that changes no row repeats them, so that they are found
     * without the snapshots before. Flink's own are not among them. A running job may commit between this look and the repetition, and
     * the older checkpoint, repeated on top, would let it commit the rows of the newer one again after a crash; the snapshot that has
     * Flink's newest marks is kept instead.
     */
    public static Map<String, String> marks(Table table) {
        Map<String, String> marks = new TreeMap<>();
        Snapshot snapshot = table.currentSnapshot();
        while (snapshot != null) {
            marks(snapshot).forEach(marks::putIfAbsent);
            snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
        }
        marks.keySet().removeIf(key -> !key.startsWith(OURS));
        return marks;
    }

    private static Map<String, String> marks(Snapshot snapshot) {
        Map<String, String> marks = new TreeMap<>();
        snapshot.summary().forEach((key, value) -> {
            if (MARKS.stream().anyMatch(key::startsWith)) {
                marks.put(key, value);
            }
        });
        return marks;
    }
}
