// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Whoever computes an epoch, with whatever engine and in whatever order, gets the same record, or is told which row differs. */
@Order(3)
class RecomputeTest {
    @Test
    void thePlainReaderGetsTheSameRecord() {
        SharedDemos.reference().expectSameRecord("--engine", "local");
    }

    @Test
    void sparkGetsTheSameRecordFromShuffledRowsInOddPartitions() {
        spark(SharedDemos.reference(), "1");
        spark(SharedDemos.small(), "2");
    }

    private static void spark(DemoRun demo, String threads) {
        demo.expectSameRecord("--engine", "spark", "--threads", threads, "--partitions", "13", "--shuffle-seed", "7");
    }

    @Test
    void aPayoutChangedBehindEverybodysBackIsNamed() {
        DemoRun demo = Fork.of(SharedDemos.small(), "tampered-payout");
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
        demo.expectSameRecord("--engine", "local");
    }

    private static JsonNode tamper(DemoRun demo, int byMicros) {
        return demo.command("lab", "tamper", "payout", "--epoch", "1", "--by", Integer.toString(byMicros), "--json")
                .run()
                .expect(0)
                .json();
    }
}
