// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.tables.DatanetTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * {@code tributary/publish-result/v1}: what publishing a version came to.
 *
 * @param entry the version as the ledger is to hold it
 * @param snapshotId the Iceberg snapshot of its tag
 * @param records leaves of the whole version
 * @param addedRecords leaves that the version adds
 * @param duplicates leaves of all duplicates up to the version
 */
record PublishReport(
        VersionEntry entry,
        long snapshotId,
        PublishLeaves records,
        PublishLeaves addedRecords,
        PublishLeaves duplicates) {
    /** The result's type. */
    static final String TYPE = "tributary/publish-result/v1";

    private static final int REFUSALS_SHOWN_MAX = 100;

    /**
     * The result in canonical form.
     *
     * @param refused what was refused now, columns of {@link PublishUnseal#SCHEMA}
     */
    JsonObject result(Dataset<Row> refused) {
        Map<String, Long> refusedBy = refusedByContributor(refused);
        long refusedCount =
                refusedBy.values().stream().mapToLong(Long::longValue).sum();
        return JsonObject.typed(TYPE)
                .put("datanet", entry.datanet())
                .put("version", entry.version())
                .put("tag", entry.tag())
                .put("root", entry.root())
                .put("recordCount", entry.recordCount())
                .put("duplicatesRoot", entry.duplicatesRoot())
                .put("duplicateCount", entry.duplicateCount())
                .put("parentRoot", entry.parentRoot())
                .put("snapshotId", snapshotId)
                .put("addedRecords", addedRecords.size())
                .put("refusedCount", refusedCount)
                .put("refused", refusedCount == 0 ? List.of() : refusals(refused))
                .put("contributors", contributors(refusedBy))
                .put("entry", entry.toJson())
                .build();
    }

    private static Map<String, Long> refusedByContributor(Dataset<Row> refused) {
        Map<String, Long> counts = new TreeMap<>();
        List<Row> grouped = refused.groupBy(DatanetTables.CONTRIBUTOR).count().collectAsList();
        grouped.forEach(row -> counts.put(row.getString(0), row.getLong(1)));
        return counts;
    }

    private static List<JsonObject> refusals(Dataset<Row> refused) {
        List<JsonObject> refusals = new ArrayList<>();
        for (Row row : refused.orderBy(NearDuplicates.SUBMISSION)
                .limit(REFUSALS_SHOWN_MAX)
                .select(DatanetTables.RECORD_ID, DatanetTables.CONTRIBUTOR, PublishUnseal.REFUSAL)
                .collectAsList()) {
            // A rule's id holds no blank.
            String[] refusal = row.getString(2).split(": ", 2);
            refusals.add(JsonObject.nested()
                    .put("recordId", row.getString(0))
                    .put("contributor", row.getString(1))
                    .put("rule", refusal[0])
                    .put("reason", refusal[1])
                    .build());
        }
        return refusals;
    }

    private List<JsonObject> contributors(Map<String, Long> refusedBy) {
        Map<String, Long> recordsBy = records.countByContributor();
        Map<String, Long> addedBy = addedRecords.countByContributor();
        Map<String, Long> duplicatesBy = duplicates.countByContributor();
        TreeSet<String> names = new TreeSet<>(recordsBy.keySet());
        names.addAll(duplicatesBy.keySet());
        names.addAll(refusedBy.keySet());
        List<JsonObject> contributors = new ArrayList<>();
        for (String name : names) {
            contributors.add(JsonObject.nested()
                    .put("contributor", name)
                    .put("records", recordsBy.getOrDefault(name, 0L))
                    .put("addedRecords", addedBy.getOrDefault(name, 0L))
                    .put("duplicates", duplicatesBy.getOrDefault(name, 0L))
                    .put("refused", refusedBy.getOrDefault(name, 0L))
                    .build());
        }
        return contributors;
    }
}
