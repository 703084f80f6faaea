// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever computes an epoch, with whatever engine and in whatever order, gets the same record, or is told which row differs. */
@ResourceLock(SharedDemos.PLAYGROUND)
class RecomputeTest {
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
    void thePlainReaderGetsTheSameRecord() {
        expectSameRecord(SharedDemos.reference(), "--engine", "local");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void sparkGetsTheSameRecordFromShuffledRowsInOddPartitions(int threads) {
        expectSameRecord(
                SharedDemos.reference(),
                "--engine",
                "spark",
                "--threads",
                Integer.toString(threads),
                "--partitions",
                "13",
                "--shuffle-seed",
                "7");
    }

    @Test
    void bothEnginesGetTheSameRecordAfterEveryDataFileWasRewrittenAndEverySnapshotExpiredThatMay() {
        DemoRun demo = SharedDemos.playground();
        for (String table : REWRITTEN) {
            JsonNode result = demo.command(
                            "sql",
                            "--maintenance",
                            "--format",
                            "jsonl",
                            "CALL lake.system.rewrite_data_files(table => '" + table
                                    + "', options => map('rewrite-all', 'true'))")
                    .run()
                    .expect(0)
                    .rows()
                    .get(0);
            assertThat(result.get("rewritten_data_files_count").asInt())
                    .as("files of %s rewritten", table)
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
        expectSameRecord(demo, "--engine", "local");
        expectSameRecord(demo, "--engine", "spark", "--threads", "2", "--partitions", "13", "--shuffle-seed", "7");
    }

    @Test
    void aPayoutChangedBehindEverybodysBackIsNamed() {
        DemoRun demo = SharedDemos.playground();
        JsonNode tampered = tamper(demo, 1);
        String payee = tampered.get("payee").asText();
        assertThat(demo.sqlRow("select amount from rewards.payouts where epoch = 1 and payee = '" + payee
                                + "' and role = '" + tampered.get("role").asText() + "'")
                        .get("amount")
                        .asLong())
                .isEqualTo(tampered.get("after").asLong())
                .isEqualTo(tampered.get("before").asLong() + 1);

        Outcome refused = demo.command("epoch", "recompute", "1", "--engine", "local")
                .run()
                .expect(1);
        assertThat(refused.out() + refused.err())
                .as(refused.describe())
                .contains(payee)
                .contains(tampered.get("before").asText())
                .contains(tampered.get("after").asText());

        tamper(demo, -1);
        expectSameRecord(demo, "--engine", "local");
    }

    private static JsonNode tamper(DemoRun demo, int byMicros) {
        return demo.command("lab", "tamper", "payout", "--epoch", "1", "--by", Integer.toString(byMicros), "--json")
                .run()
                .expect(0)
                .json();
    }

    private static void expectSameRecord(DemoRun demo, String... engine) {
        Outcome outcome = demo.command("epoch", "recompute", "1", "--json")
                .with(engine)
                .run()
                .expect(0);
        assertThat(outcome.json().path("recordHash").asText())
                .as(outcome.describe())
                .isEqualTo(demo.hashes().get("recordHash"));
    }
}
