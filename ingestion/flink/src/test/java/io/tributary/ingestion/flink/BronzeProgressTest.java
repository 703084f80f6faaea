// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.merkle.Hash;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.Row;
import io.tributary.tables.TableWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken from the hosts' promises. */
class BronzeProgressTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long DAYS = Duration.ofDays(1).toMillis();
    private static final Map<String, Long> ALL = Map.of("inferences:0", 100L);

    @TempDir
    Path home;

    @Test
    void aHostThatIsGoneHoldsEpochsUpForTwoDaysAndNoLonger() {
        try (LakeCatalog lake = LakeCatalog.open(Configuration.load(home))) {
            LakeInit.run(lake);
            BronzeProgress bronze = new BronzeProgress(lake);
            assertThat(bronze.watermarkMillis(ALL)).isEmpty();

            promise(lake, "gone", 0, NOW);
            promise(lake, "busy", 1, NOW - DAYS);
            promise(lake, "busy", 2, NOW + 2 * DAYS);
            assertThat(bronze.watermarkMillis(ALL)).hasValue(NOW);

            promise(lake, "slow", 3, NOW + DAYS);
            promise(lake, "busy", 4, NOW + 2 * DAYS + 1);
            assertThat(bronze.watermarkMillis(ALL))
                    .as("the next one that it waits for")
                    .hasValue(NOW + DAYS);

            promise(lake, "spiteful", 5, 0);
            assertThat(bronze.watermarkMillis(ALL)).hasValue(NOW + DAYS);
            assertThat(bronze.watermarkMillis(Map.of("inferences:0", 3L)))
                    .as("before the last ones")
                    .hasValue(NOW);
        }
    }

    private static void promise(LakeCatalog lake, String host, long offset, long upToMillis) {
        Row batch = Row.builder()
                .text(BronzeTables.TOPIC, Topics.INFERENCES)
                .text(BronzeTables.SIGNER, host)
                .number(BronzeTables.SEQUENCE, offset)
                .number(BronzeTables.ITEM_COUNT, 0)
                .text(BronzeTables.ROOT, Hash.empty().hex())
                .text(BronzeTables.DATANET, "")
                .number(BronzeTables.UP_TO, upToMillis)
                .int32(BronzeTables.KAFKA_PARTITION, 0)
                .number(BronzeTables.KAFKA_OFFSET, offset)
                .time(BronzeTables.APPENDED_AT, Instant.ofEpochMilli(NOW))
                .build();
        TableWriter.of(lake.table(BronzeTables.BATCHES_TABLE)).append(List.of(batch));
    }
}
