// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.merkle.CompactRange;
import io.tributary.protocol.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Copies the ledger's log into {@code ledger.log}, so that it can be queried beside the tables. The copy only grows, entry by entry in the
 * log's order, and is never extended to anything but a log of the root that the ledger states; it proves nothing, the ledger does.
 *
 * <p>How far the ledger was followed stands in the summary of the snapshot that brought the entries in: both are there or neither. So
 * whatever ends a mirroring process, the next one goes on from what is there.
 */
public final class LedgerMirror {
    /** Snapshot property: how far the ledger was followed, in the ledger's own words. */
    public static final String POSITION = "tributary.ledger-position";

    private final LakeCatalog lake;
    private Optional<Known> known = Optional.empty();

    /** Writes to this lake. */
    public LedgerMirror(LakeCatalog lake) {
        this.lake = lake;
    }

    /** A state of the table that was read: its snapshot, and the tree over its entries. */
    private record Known(Optional<Long> snapshotId, CompactRange range) {}

    /**
     * One entry of the log.
     *
     * @param index place in the log, from 0
     * @param type the entry's type
     * @param entry the entry as canonical JSON
     * @param leafHash leaf hash of the entry, 64 hex digits
     */
    public record Entry(long index, String type, String entry, String leafHash) {
        /** Checks that nothing is missing. */
        public Entry {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(entry, "entry");
            Objects.requireNonNull(leafHash, "leafHash");
        }

        Row toRow() {
            return Row.builder()
                    .number(LedgerTables.INDEX, index)
                    .text(LedgerTables.TYPE, type)
                    .text(LedgerTables.ENTRY, entry)
                    .text(LedgerTables.LEAF_HASH, leafHash)
                    .build();
        }

        static Entry of(Row row) {
            return new Entry(
                    row.number(LedgerTables.INDEX),
                    row.text(LedgerTables.TYPE),
                    row.text(LedgerTables.ENTRY),
                    row.text(LedgerTables.LEAF_HASH));
        }
    }

    /** The mirrored entries, in order. */
    public List<Entry> entries() {
        return entries(lake.table(LedgerTables.LOG_TABLE));
    }

    private static List<Entry> entries(Table table) {
        return TableReader.of(table).list().stream()
                .map(Entry::of)
                .sorted(Comparator.comparingLong(Entry::index))
                .toList();
    }

    /**
     * Number of mirrored entries.
     *
     * @throws ConflictException if the copy is not what it was written as
     */
    public long size() {
        return read(lake.table(LedgerTables.LOG_TABLE)).range().size();
    }

    /** How far the ledger was followed when entries were last added; empty if nobody ever said. */
    public String position() {
        Table table = lake.table(LedgerTables.LOG_TABLE);
        return table.currentSnapshot() == null
                ? ""
                : BronzeMarks.newest(table, table.currentSnapshot().snapshotId(), POSITION)
                        .orElse("");
    }

    /**
     * Adds the entries that follow those that are there, in one snapshot. The caller holds the {@link WriterLock}.
     *
     * @param next in order; those that are there already are passed over
     * @param root root of the ledger's log with the last of them
     * @param position how far the ledger was followed
     * @return number of entries added
     * @throws ConflictException if the copy would not have this root, or entries are missing in between
     */
    public int append(List<Entry> next, Hash root, String position) {
        Table table = lake.table(LedgerTables.LOG_TABLE);
        CompactRange range = read(table).range();
        long before = range.size();
        List<Row> rows = new ArrayList<>();
        for (Entry entry : next) {
            if (entry.index() < before) {
                continue;
            }
            range = range.append(requireOwnHash(entry, range.size()));
            rows.add(entry.toRow());
        }
        if (!range.root().equals(root)) {
            throw new ConflictException("the mirror would have root " + range.root() + " with " + range.size()
                    + " entries, the ledger has " + root + "; this lake belongs to another ledger");
        }
        TableWriter.of(table).append(rows, Map.of(POSITION, position));
        if (!rows.isEmpty()) {
            known = Optional.of(new Known(snapshotId(table), range));
        }
        return rows.size();
    }

    /**
     * Names the first difference between the copy and the log.
     *
     * @param log the whole log, in order
     * @throws ConflictException if the copy holds anything that the log does not
     */
    public void requirePrefixOf(List<Entry> log) {
        List<Entry> mirrored = entries();
        for (int index = 0; index < Math.min(mirrored.size(), log.size()); index++) {
            if (!mirrored.get(index).equals(log.get(index))) {
                throw new ConflictException("entry " + index + " of the mirror is "
                        + mirrored.get(index).leafHash() + ", the ledger has "
                        + log.get(index).leafHash() + "; this lake belongs to another ledger");
            }
        }
        if (mirrored.size() > log.size()) {
            throw new ConflictException("the mirror holds " + mirrored.size() + " entries, the ledger only "
                    + log.size() + "; this lake belongs to another ledger");
        }
    }

    private Known read(Table table) {
        Optional<Long> snapshotId = snapshotId(table);
        Optional<Known> before = known;
        if (before.isPresent() && before.get().snapshotId().equals(snapshotId)) {
            return before.get();
        }
        CompactRange range = CompactRange.empty();
        for (Entry entry : entries(table)) {
            range = range.append(requireOwnHash(entry, range.size()));
        }
        Known read = new Known(snapshotId, range);
        known = Optional.of(read);
        return read;
    }

    private static Optional<Long> snapshotId(Table table) {
        return Optional.ofNullable(table.currentSnapshot()).map(Snapshot::snapshotId);
    }

    private static Hash requireOwnHash(Entry entry, long index) {
        if (entry.index() != index) {
            throw new ConflictException("entry " + index + " of the mirror is missing, the next is " + entry.index());
        }
        Hash leafHash = Hash.leaf(entry.entry().getBytes(StandardCharsets.UTF_8));
        if (!leafHash.hex().equals(entry.leafHash())) {
            throw new ConflictException(
                    "entry " + index + " of the mirror has hash " + leafHash + ", it says " + entry.leafHash());
        }
        return leafHash;
    }
}
