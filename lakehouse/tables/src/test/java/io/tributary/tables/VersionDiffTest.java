// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionDiffTest {
    @TempDir
    Path home;

    @Test
    void sevenPlantedChangesAreFoundAndNoOther() {
        try (LakeCatalog lake = TestLake.create(home)) {
            Table table = LakeInit.createDatanet(lake, "fruits");
            List<Row> first = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                first.add(record("r-" + i, "", "CC0-1.0", 1));
            }
            TableWriter.of(table).append(first);
            tag(lake, "v1");
            // 1, 2: withdrawn and gone without a word.
            TableWriter.of(lake.datanet("fruits"))
                    .overwrite(Expressions.in(DatanetTables.RECORD_ID, "r-3", "r-4"), List.of());
            TableWriter.of(lake.datanet("fruits"))
                    .append(List.of(
                            // 3, 4: new; one labels a record that no version has.
                            record("r-20", "", "CC-BY-4.0", 2),
                            record("r-21", "r-999", "CC0-1.0", 2),
                            // 5, 6: an edit under another licence.
                            record("r-22", "r-7", "CC-BY-NC-4.0", 2)));
            tag(lake, "v2");
            // 7, beside what other versions and Datanets set aside.
            TableWriter.of(lake.table(DatanetTables.DUPLICATES_TABLE))
                    .append(List.of(
                            duplicate("fruits", 1, "d-1"),
                            duplicate("fruits", 2, "d-2"),
                            duplicate("fruits", 3, "d-3"),
                            duplicate("nuts", 2, "d-4")));

            VersionDiff diff = VersionDiff.of(lake, "fruits", 1, 2, Set.of("r-3", "r-5000"));
            assertThat(diff.lines())
                    .extracting(line ->
                            line.change().id() + " " + line.recordId() + " " + line.before() + " " + line.after())
                    .containsExactly(
                            "added r-20  ",
                            "added r-21  ",
                            "changed r-22 r-7 ",
                            "withdrawn r-3  ",
                            "removed r-4  ",
                            "licence r-22 CC0-1.0 CC-BY-NC-4.0",
                            "duplicate d-2  r-1");
            assertThat(VersionDiff.of(lake, "fruits", 2, 2, Set.of()).lines()).isEmpty();
        }
    }

    private static void tag(LakeCatalog lake, String tag) {
        Table table = lake.datanet("fruits");
        Tags.create(table, tag, table.currentSnapshot().snapshotId());
    }

    private static Row duplicate(String datanet, int version, String id) {
        return Row.builder()
                .text(DatanetTables.DATANET, datanet)
                .int32(DatanetTables.VERSION, version)
                .text(DatanetTables.RECORD_ID, id)
                .text(DatanetTables.CANONICAL_RECORD_ID, "r-1")
                .text(DatanetTables.CONTRIBUTOR, "bob")
                .text(DatanetTables.LEAF_HASH, TestLake.hash(id).hex())
                .build();
    }

    static Row record(String id, String parent, String licence, int version) {
        return Row.builder()
                .text(DatanetTables.RECORD_ID, id)
                .text(DatanetTables.CONTRIBUTOR, "ann")
                .text(DatanetTables.KIND, parent.isEmpty() ? "document" : "edit")
                .text(DatanetTables.PARENT, parent)
                .text(DatanetTables.DATANET, "fruits")
                .text(DatanetTables.BATCH_ROOT, TestLake.hash("batch").hex())
                .int32(DatanetTables.ITEM_INDEX, 0)
                .number(DatanetTables.SUBMISSION_ORDER, 0)
                .text(DatanetTables.TITLE, "")
                .text(DatanetTables.LABEL, "")
                .text(DatanetTables.TEXT, "text of " + id)
                .text(DatanetTables.SALT, "00112233445566778899aabbccddeeff")
                .text(DatanetTables.LICENCE, licence)
                .texts(DatanetTables.CONSENT, List.of("training"))
                .text(DatanetTables.EXPIRES, "")
                .number(DatanetTables.ORIGIN_AT, 0)
                .text(DatanetTables.LEAF_HASH, TestLake.hash(id).hex())
                .int32(DatanetTables.VERSION, version)
                .build();
    }
}
