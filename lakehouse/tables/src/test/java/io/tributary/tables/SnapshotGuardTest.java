// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotGuardTest {
    @TempDir
    Path home;

    @Test
    void whatTagsBranchesAndMarksStandOnIsKept() {
        try (LakeCatalog lake = TestLake.create(home)) {
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                // Snapshot 3 has the newest watermark, snapshot 5 the newest offsets.
                Map<String, String> marks = i == 3
                        ? Map.of(BronzeMarks.WATERMARK_MILLIS, "77", BronzeMarks.OFFSETS, "t:0=3")
                        : i == 5 ? Map.of(BronzeMarks.OFFSETS, "t:0=5") : Map.of();
                TableWriter.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE))
                        .append(
                                List.of(TestLake.contribution("r-" + i, "ann", TestLake.hash("b"), i, "fruits", i)),
                                marks);
                ids.add(table(lake).currentSnapshot().snapshotId());
            }
            Tags.create(table(lake), "v1", ids.get(1));

            SnapshotGuard guard = SnapshotGuard.of(table(lake), Long.MAX_VALUE);
            assertThat(guard.expirable())
                    .as("0 and 2 are before the tag and the marks")
                    .isEqualTo(new java.util.TreeSet<>(Set.of(ids.get(0), ids.get(2))));
            assertThat(SnapshotGuard.of(table(lake), 0).expirable())
                    .as("all are young enough to be read")
                    .isEmpty();
            assertThat(SnapshotGuard.marks(table(lake)))
                    .isEqualTo(Map.of(BronzeMarks.WATERMARK_MILLIS, "77", BronzeMarks.OFFSETS, "t:0=5"));

            guard.expirable()
                    .forEach(id -> table(lake)
                            .expireSnapshots()
                            .expireOlderThan(0)
                            .expireSnapshotId(id)
                            .commit());
            assertThat(BronzeMarks.watermarkMillis(table(lake))).hasValue(77);
            assertThat(BronzeMarks.offsets(table(lake))).isEqualTo(Map.of("t:0", 5L));
            assertThat(TableReader.of(table(lake)).atTag("v1").count()).isEqualTo(2);
            assertThat(TableReader.of(table(lake)).count()).isEqualTo(8);
            assertThat(SnapshotGuard.of(table(lake), Long.MAX_VALUE).expirable())
                    .isEmpty();
        }
    }

    private static Table table(LakeCatalog lake) {
        return lake.table(BronzeTables.CONTRIBUTIONS_TABLE);
    }
}
