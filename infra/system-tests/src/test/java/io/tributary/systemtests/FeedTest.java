// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Input with planted faults while TaskManager, job and broker are killed: accepted are the distinct records, refused what was planted. Forged receipts and
 * hostile files after that: nothing of them gets in.
 */
@Order(Integer.MAX_VALUE - 2)
class FeedTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path home;

    @Test
    void killedTaskManagerJobAndBrokerChangeNoCountAndNothingHostileGetsIn() {
        Outcome fed = feed("200000", "3", "--cluster");
        assertThat(fed.json().get("killed"))
                .as("each kind once")
                .extracting(line -> line.asText().replaceFirst(" [0-9].*", ""))
                .containsExactlyInAnyOrder("killed the TaskManager", "killed the whole job", "killed the broker");
        forge("1000");
        Command.tributary("lab", "hostile").at(home).run().expect(0);
    }

    @Test
    @Tag("slow")
    void twentyKillsOnAClusterChangeNoCount() {
        feed("200000", "20", "--cluster");
        forge("10000");
    }

    @Test
    @Tag("slow")
    void sixKillsOfAJobInOneProcessChangeNoCount() {
        feed("60000", "6");
    }

    private void forge(String receipts) {
        Outcome forged = Command.tributary("lab", "forge", "--receipts", receipts, "--json")
                .at(home)
                .run()
                .expect(0);
        long refused = 0;
        for (JsonNode rule : forged.json().get("rules")) {
            assertThat(rule.get("refused")).as(rule.toString()).isEqualTo(rule.get("planted"));
            refused += rule.get("refused").asLong();
        }
        assertThat(refused).isEqualTo(Long.parseLong(receipts));
    }

    private Outcome feed(String records, String kills, String... more) {
        Outcome fed = Command.tributary(
                        "lab", "feed", "--records", records, "--dups", "0.05", "--bad", "0.01", "--seed", "11")
                .with("--kill", kills, "--json")
                .with(more)
                .at(home)
                .run()
                .expect(0);

        JsonNode counts = fed.json();
        long sent = Long.parseLong(records);
        assertThat(counts.get("kills").asText()).isEqualTo(kills);
        assertThat(counts.get("rows").asLong()).isEqualTo(sent - sent / 20 - sent / 100);
        assertThat(counts.get("distinct")).isEqualTo(counts.get("rows"));
        long refused = 0;
        for (JsonNode rule : counts.get("rules")) {
            assertThat(rule.get("refused")).as(rule.toString()).isEqualTo(rule.get("planted"));
            refused += rule.get("refused").asLong();
        }
        assertThat(refused).isEqualTo(sent / 20 + sent / 100);
        Command.tributary("ingest", "audit").at(home).run().expect(0);
        return fed;
    }
}
