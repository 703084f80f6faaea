// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.Share;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Who repeats whom in a Datanet.
 *
 * @param repeats the duplicates by version, then by record id
 */
record DuplicateList(List<Repeat> repeats) {
    private static final int LINES_MAX = 20;

    /** Copies the list. */
    DuplicateList {
        repeats = List.copyOf(repeats);
    }

    /**
     * A record that was set aside.
     *
     * @param version the version that decided it
     * @param recordId its id
     * @param contributor who handed it in
     * @param canonicalRecordId the record that it repeats
     * @param canonicalContributor who handed that in; empty if the newest version does not hold it
     */
    record Repeat(
            int version, String recordId, String contributor, String canonicalRecordId, String canonicalContributor) {
        Repeat {
            Objects.requireNonNull(canonicalContributor, "canonicalContributor");
        }

        private String line() {
            String whose = canonicalContributor.isEmpty() ? "" : " of " + canonicalContributor;
            return "duplicate " + recordId + " of " + contributor + " repeats " + canonicalRecordId + whose + " (v"
                    + version + ")";
        }

        private JsonObject json() {
            return JsonObject.nested()
                    .put("version", version)
                    .put("recordId", recordId)
                    .put("contributor", contributor)
                    .put("canonicalRecordId", canonicalRecordId)
                    .put("canonicalContributor", canonicalContributor)
                    .build();
        }
    }

    /** Reads the duplicates of the published versions, up to this one. */
    static DuplicateList read(LakeCatalog lake, String datanet, int newestVersion) {
        List<Row> rows = new ArrayList<>();
        TableReader.of(lake.table(DatanetTables.DUPLICATES_TABLE))
                .whereEqual(DatanetTables.DATANET, datanet)
                .forEach(row -> {
                    if (row.int32(DatanetTables.VERSION) <= newestVersion) {
                        rows.add(row);
                    }
                });
        rows.sort(Comparator.comparingInt((Row row) -> row.int32(DatanetTables.VERSION))
                .thenComparing(row -> row.text(DatanetTables.RECORD_ID), Share.BYTEWISE));
        Map<String, String> contributors = rows.isEmpty() ? Map.of() : contributors(lake, datanet, newestVersion);
        return new DuplicateList(rows.stream()
                .map(row -> new Repeat(
                        row.int32(DatanetTables.VERSION),
                        row.text(DatanetTables.RECORD_ID),
                        row.text(DatanetTables.CONTRIBUTOR),
                        row.text(DatanetTables.CANONICAL_RECORD_ID),
                        contributors.getOrDefault(row.text(DatanetTables.CANONICAL_RECORD_ID), "")))
                .toList());
    }

    private static Map<String, String> contributors(LakeCatalog lake, String datanet, int version) {
        Map<String, String> contributors = new HashMap<>();
        TableReader.of(lake.datanet(datanet))
                .atTag(DatanetTables.tagOf(version))
                .select(DatanetTables.RECORD_ID, DatanetTables.CONTRIBUTOR)
                .forEach(row ->
                        contributors.put(row.text(DatanetTables.RECORD_ID), row.text(DatanetTables.CONTRIBUTOR)));
        return contributors;
    }

    /** For people: the first ones, and how many more there are. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        repeats.stream().limit(LINES_MAX).forEach(repeat -> lines.add(repeat.line()));
        if (repeats.size() > LINES_MAX) {
            lines.add("and " + (repeats.size() - LINES_MAX) + " more duplicates; 'tributary sql \"select * from "
                    + "datanets.duplicates\"' lists all");
        }
        return lines;
    }

    /** All of them. */
    List<JsonObject> json() {
        return repeats.stream().map(Repeat::json).toList();
    }
}
