// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.TableReader;
import io.tributary.tables.Tags;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;

/**
 * What a version is made of, read at its tag.
 *
 * @param licences number of records by licence
 * @param contributors number of records by contributor
 * @param withdrawn how many records earlier withdrawals took out up to this version
 * @param ruleSet id of the rule set that decided it
 */
record VersionManifest(
        VersionEntry entry,
        SortedMap<String, Long> licences,
        SortedMap<String, Long> contributors,
        int withdrawn,
        String ruleSet,
        Instant publishedAt) {

    /** Copies the maps. */
    VersionManifest {
        licences = new TreeMap<>(licences);
        contributors = new TreeMap<>(contributors);
    }

    /** Reads the version's licences and contributors, one row after the other. */
    static VersionManifest of(LakeCatalog lake, LedgerView view, VersionEntry entry) {
        SortedMap<String, Long> licences = new TreeMap<>();
        SortedMap<String, Long> contributors = new TreeMap<>();
        Table table = lake.datanet(entry.datanet());
        TableReader.of(table)
                .atTag(entry.tag())
                .select(DatanetTables.LICENCE, DatanetTables.CONTRIBUTOR)
                .forEach(row -> {
                    licences.merge(row.text(DatanetTables.LICENCE), 1L, Long::sum);
                    contributors.merge(row.text(DatanetTables.CONTRIBUTOR), 1L, Long::sum);
                });
        return new VersionManifest(
                entry,
                licences,
                contributors,
                view.withdrawnUpTo(entry.datanet(), entry.version()).size(),
                TermsInForce.rules(lake, view, entry.datanet(), entry.version()).id(),
                Instant.ofEpochMilli(
                        table.snapshot(Tags.find(table, entry.tag()).orElseThrow())
                                .timestampMillis()));
    }

    /** For programs. */
    JsonObject toJson() {
        return JsonObject.nested()
                .put("version", entry.version())
                .put("root", entry.root())
                .put("parents", entry.version() == 1 ? List.of() : List.of(entry.parentRoot()))
                .put("records", entry.recordCount())
                .put("duplicates", entry.duplicateCount())
                .put("withdrawn", withdrawn)
                .put("ruleSet", ruleSet)
                .put("licences", counts("licence", licences))
                .put("contributors", counts("contributor", contributors))
                .build();
    }

    private static List<JsonObject> counts(String key, Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> JsonObject.nested()
                        .put(key, entry.getKey())
                        .put("records", entry.getValue())
                        .build())
                .toList();
    }
}
