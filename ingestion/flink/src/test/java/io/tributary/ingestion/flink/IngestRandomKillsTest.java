// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.Topic;
import io.tributary.protocol.error.Rule;
import io.tributary.tables.BronzeTables;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills at moments that nobody chose, with half of all input refused so that the dead letters are always busy. */
@Tag("slow")
class IngestRandomKillsTest {
    private static final int ROUNDS = 6;
    private static final int BATCHES_PER_ROUND = 60;
    private static final int ITEMS = 20;

    private final Expectation expectation = new Expectation();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path home;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void accountsForEveryItemOnceWheneverAProcessIsKilled(long seed) throws Exception {
        Random random = new Random(seed);
        try (Installation installation = Installation.start(home)) {
            for (int round = 0; round < ROUNDS; round++) {
                send(installation, round);
                try (ChildProcess job = installation.startDrain("round" + round)) {
                    if (random.nextBoolean()) {
                        installation.awaitCommit(BronzeTables.REJECTIONS_TABLE, job);
                        pause(random.nextInt(3_000));
                    } else {
                        pause(random.nextInt(10_000));
                    }
                    if (random.nextInt(3) == 0) {
                        installation.replaceBroker();
                        pause(random.nextInt(3_000));
                    }
                    job.kill();
                }
            }
            installation.drain("last");
            expectation.reconcile(installation);
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    private void send(Installation installation, int round) {
        BatchSigner alice = SampleNetwork.signer("alice");
        try (ContributionClient client = installation.client()) {
            for (int i = 0; i < BATCHES_PER_ROUND; i++) {
                List<ContributionDraft> drafts = SampleNetwork.drafts("k" + round + "-" + i, ITEMS);
                client.contribute(alice, SampleNetwork.SPEECHES, drafts, SampleNetwork.seal("alice"));
                expectation.accept(drafts);
                byte[] bad = (SampleNetwork.SECRET + round + "-" + i).getBytes(StandardCharsets.UTF_8);
                client.sendRaw(Topic.CONTRIBUTIONS, "planted", bad);
                expectation.refuse(Rule.JSON_SYNTAX, 1);
            }
        }
    }
}
