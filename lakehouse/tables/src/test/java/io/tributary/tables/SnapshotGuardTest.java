// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Snapshot;
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

    @Test
    void whatARunningJobCommitsDuringMaintenanceIsNeitherHiddenNorExpired() {
        try (LakeCatalog lake = TestLake.create(home)) {
            append(lake, 0, flink("job", 1));
            append(lake, 1, flink("job", 2));
            Map<String, String> repeated = SnapshotGuard.marks(table(lake));
            append(lake, 2, flink("job", 3));
            append(lake, 3, repeated);
            assertThat(committedCheckpoint(table(lake), "job")).isEqualTo(3);

            Set<Long> expirable = SnapshotGuard.of(table(lake), Long.MAX_VALUE).expirable();
            assertThat(expirable).as("the two before the job's newest").hasSize(2);
            expirable.forEach(id -> table(lake)
                    .expireSnapshots()
                    .expireOlderThan(0)
                    .expireSnapshotId(id)
                    .commit());

            assertThat(committedCheckpoint(table(lake), "job"))
                    .as("what the job, restored from checkpoint 3, asks before it commits")
                    .isEqualTo(3);
        }
    }

    private static void append(LakeCatalog lake, int number, Map<String, String> marks) {
        TableWriter.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE))
                .append(
                        List.of(TestLake.contribution(
                                "r-" + number, "ann", TestLake.hash("b"), number, "fruits", number)),
                        marks);
    }

    private static Map<String, String> flink(String job, int checkpoint) {
        return Map.of(
                "flink.job-id",
                job,
                "flink.operator-id",
                "sink",
                "flink.max-committed-checkpoint-id",
                Integer.toString(checkpoint));
    }

    /** As Iceberg's committer in Flink looks for it: the newest snapshot of the job says. */
    private static long committedCheckpoint(Table table, String job) {
        Snapshot snapshot = table.currentSnapshot();
        while (snapshot != null) {
            if (job.equals(snapshot.summary().get("flink.job-id"))) {
                return Long.parseLong(snapshot.summary().get("flink.max-committed-checkpoint-id"));
            }
            snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
        }
        return -1;
    }

    private static Table table(LakeCatalog lake) {
        return lake.table(BronzeTables.CONTRIBUTIONS_TABLE);
    }
}
