// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.ConflictException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.Table;

/**
 * Copies the ledger's log into {@code ledger.log}, so that it can be queried beside the tables. The copy only grows; it proves nothing,
 * the ledger does.
 */
public final class LedgerMirror {
    private final LakeCatalog lake;

    /** Writes to this lake. */
    public LedgerMirror(LakeCatalog lake) {
        this.lake = lake;
    }

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
        return TableReader.of(lake.table(LedgerTables.LOG_TABLE)).list().stream()
                .map(Entry::of)
                .sorted(Comparator.comparingLong(Entry::index))
                .toList();
    }

    /**
     * Appends what the mirror lacks. The caller holds the {@link WriterLock}.
     *
     * @param log the whole log, in order
     * @return the number of entries appended
     * @throws ConflictException if the mirror holds entries that the log does not
     */
    public int mirror(List<Entry> log) {
        List<Entry> mirrored = entries();
        requirePrefix(mirrored, log);
        List<Row> missing = new ArrayList<>();
        for (Entry entry : log.subList(mirrored.size(), log.size())) {
            missing.add(entry.toRow());
        }
        Table table = lake.table(LedgerTables.LOG_TABLE);
        TableWriter.of(table).append(missing);
        return missing.size();
    }

    private static void requirePrefix(List<Entry> mirrored, List<Entry> log) {
        if (mirrored.size() > log.size()) {
            throw new ConflictException("the mirror holds " + mirrored.size() + " entries, the ledger only "
                    + log.size() + "; this lake belongs to another ledger");
        }
        for (int index = 0; index < mirrored.size(); index++) {
            if (!mirrored.get(index).equals(log.get(index))) {
                throw new ConflictException("entry " + index + " of the mirror is "
                        + mirrored.get(index).leafHash() + ", the ledger has "
                        + log.get(index).leafHash() + "; this lake belongs to another ledger");
            }
        }
    }
}
