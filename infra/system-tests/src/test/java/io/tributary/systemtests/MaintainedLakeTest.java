// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Whatever maintenance does to the files of a lake, an epoch of it is computed to the same record. */
@Order(Integer.MAX_VALUE)
@ResourceLock(SharedDemos.PLAYGROUND)
class MaintainedLakeTest {
    private static final List<String> REWRITTEN = List.of(
            "datanets.speeches",
            "registry.heldout",
            "models.versions",
            "models.rows",
            "attribution.receipts",
            "attribution.scores",
            "rewards.shares",
            "rewards.payouts");

    private static final String[] MAINTAINED = Stream.concat(
                    REWRITTEN.stream(), Stream.of("bronze.inferences", "bronze.contributions"))
            .toArray(String[]::new);

    @Test
    void bothEnginesGetTheSameRecordAfterEveryDataFileWasRewrittenAndEverySnapshotExpiredThatMay() {
        DemoRun demo = SharedDemos.playground();
        List<JsonNode> results = demo.command("sql", "--maintenance", "--format", "jsonl")
                .with(REWRITTEN.stream().map(MaintainedLakeTest::rewriting).toArray(String[]::new))
                .run()
                .expect(0)
                .rows();
        assertThat(results).hasSameSizeAs(REWRITTEN);
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).get("rewritten_data_files_count").asInt())
                    .as("files of %s rewritten", REWRITTEN.get(i))
                    .isPositive();
        }
        JsonNode maintained = demo.command("lake", "maintain", "--older-than", "0s", "--apply", "--json")
                .with(MAINTAINED)
                .run()
                .expect(0)
                .json();
        for (JsonNode table : maintained.get("tables")) {
            assertThat(table.get("snapshotsKept").asInt())
                    .as("snapshots of %s kept", table.get("table"))
                    .isPositive();
        }
        assertThat(maintained.findValues("snapshotsExpired").stream()
                        .mapToInt(JsonNode::asInt)
                        .sum())
                .isPositive();
        demo.expectSameRecord("--engine", "local");
        demo.expectSameRecord("--engine", "spark", "--threads", "2", "--partitions", "13", "--shuffle-seed", "7");
    }

    private static String rewriting(String table) {
        return "CALL lake.system.rewrite_data_files(table => '" + table + "', options => map('rewrite-all', 'true'))";
    }
}
