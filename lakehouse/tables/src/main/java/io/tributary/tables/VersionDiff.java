// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.expressions.Expressions;

/**
 * What a later version of a Datanet has otherwise than an earlier one. Texts are not read: a record's leaf hash says whether it is the same.
 *
 * @param lines the changes, by kind and record id
 */
public record VersionDiff(List<Line> lines) {
    /** Copies the list. */
    public VersionDiff {
        lines = List.copyOf(lines);
    }

    /** What can have happened to a record. */
    public enum Change {
        /** Only the later version has it. */
        ADDED("added"),
        /** Only the later version has it, as an edit of a record of the earlier one; or both have it and differ. */
        CHANGED("changed"),
        /** The later version lacks it, by a withdrawal. */
        WITHDRAWN("withdrawn"),
        /** The later version lacks it, and no withdrawal says why. */
        REMOVED("removed"),
        /** The record, or the edit of it, has another licence. */
        LICENCE("licence"),
        /** Only the later version sets it aside as a duplicate. */
        DUPLICATE("duplicate");

        private final String id;

        Change(String id) {
            this.id = id;
        }

        /** Its name for users. */
        public String id() {
            return id;
        }
    }

    /**
     * One change.
     *
     * @param before what it was: the parent of an edit, or a licence; else empty
     * @param after what it is: a licence, the record that a duplicate repeats; else empty
     */
    public record Line(Change change, String recordId, String contributor, String before, String after) {}

    private record Entry(String contributor, String parent, String licence, String leafHash) {}

    /**
     * Compares two tagged versions.
     *
     * @param withdrawn ids that withdrawals name, of any version
     */
    public static VersionDiff of(LakeCatalog lake, String datanet, int from, int to, Set<String> withdrawn) {
        Map<String, Entry> before = records(lake, datanet, from);
        Map<String, Entry> after = records(lake, datanet, to);
        List<Line> lines = new ArrayList<>();
        after.forEach((id, entry) -> addLater(lines, id, entry, before));
        before.forEach((id, entry) -> {
            if (!after.containsKey(id)) {
                Change change = withdrawn.contains(id) ? Change.WITHDRAWN : Change.REMOVED;
                lines.add(new Line(change, id, entry.contributor(), "", ""));
            }
        });
        addDuplicates(lines, lake, datanet, from, to);
        lines.sort(Comparator.comparing(Line::change).thenComparing(Line::recordId));
        return new VersionDiff(lines);
    }

    private static void addLater(List<Line> lines, String id, Entry entry, Map<String, Entry> before) {
        Entry same = before.get(id);
        Entry origin = same == null ? before.get(entry.parent()) : same;
        if (origin == null) {
            lines.add(new Line(Change.ADDED, id, entry.contributor(), "", ""));
            return;
        }
        if (same == null || !same.leafHash().equals(entry.leafHash())) {
            lines.add(new Line(Change.CHANGED, id, entry.contributor(), same == null ? entry.parent() : "", ""));
        }
        if (!origin.licence().equals(entry.licence())) {
            lines.add(new Line(Change.LICENCE, id, entry.contributor(), origin.licence(), entry.licence()));
        }
    }

    private static Map<String, Entry> records(LakeCatalog lake, String datanet, int version) {
        Map<String, Entry> records = new TreeMap<>();
        TableReader.of(lake.datanet(datanet))
                .atTag(DatanetTables.tagOf(version))
                .select(
                        DatanetTables.RECORD_ID,
                        DatanetTables.CONTRIBUTOR,
                        DatanetTables.PARENT,
                        DatanetTables.LICENCE,
                        DatanetTables.LEAF_HASH)
                .forEach(row -> records.put(
                        row.text(DatanetTables.RECORD_ID),
                        new Entry(
                                row.text(DatanetTables.CONTRIBUTOR),
                                row.text(DatanetTables.PARENT),
                                row.text(DatanetTables.LICENCE),
                                row.text(DatanetTables.LEAF_HASH))));
        return records;
    }

    /** Duplicates are never taken back: those that a version decided are what it has more than the version before. */
    private static void addDuplicates(List<Line> lines, LakeCatalog lake, String datanet, int from, int to) {
        TableReader.of(lake.table(DatanetTables.DUPLICATES_TABLE))
                .whereEqual(DatanetTables.DATANET, datanet)
                .where(Expressions.greaterThan(DatanetTables.VERSION, from))
                .where(Expressions.lessThanOrEqual(DatanetTables.VERSION, to))
                .forEach(row -> lines.add(new Line(
                        Change.DUPLICATE,
                        row.text(DatanetTables.RECORD_ID),
                        row.text(DatanetTables.CONTRIBUTOR),
                        "",
                        row.text(DatanetTables.CANONICAL_RECORD_ID))));
    }
}
