// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import static io.tributary.ingestion.gateway.Senders.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.record.InclusionPromise;
import io.tributary.protocol.sign.SignedEnvelope;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promises with a broker that goes away when told, and a clock that goes on when told. */
class PromisesTest {
    private static final Instant EVENING = Instant.parse("2026-05-31T23:59:58Z");
    private static final SignedEnvelope AUTHORITY = batch("org1", 0, 1).signed();

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock(EVENING);
    private final MemoryTopic topic = new MemoryTopic();
    private PromiseStore store;
    private Promises promises;

    @BeforeEach
    void open() {
        store = PromiseStore.open(folder.resolve("promises.db"));
        promises = new Promises(
                new GatewaySettings(
                        Senders.NETWORK,
                        "gateway-org1",
                        1 << 20,
                        100,
                        new Usage(20_000, 10, 4),
                        Duration.ofHours(1),
                        8,
                        Duration.ofSeconds(5),
                        0),
                store,
                topic,
                Senders.key("gateway"),
                AUTHORITY,
                clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Answer take(Contributions batch) {
        return promises.take(batch, batch.bytes(), Set.of());
    }

    @Test
    void aQuotaBeginsAnewAtMidnight() {
        assertThat(take(batch("ann", 0, 7)).status()).isEqualTo(201);
        Answer refused = take(batch("ann", 1, 7));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsEntry("Retry-After", "2");
        assertThat(refused.body().integer("resetsAt"))
                .isEqualTo(Instant.parse("2026-06-01T00:00:00Z").toEpochMilli());
        assertThat(take(batch("bea", 0, 7)).status())
                .as("somebody else's quota")
                .isEqualTo(201);

        clock.now = Instant.parse("2026-06-01T00:00:00Z");

        assertThat(take(batch("ann", 1, 7)).status()).isEqualTo(201);
        assertThat(promises.quota("ann").body().object("used").integer("items")).isEqualTo(7);
    }

    @Test
    void bytesAndFilesAreLimitedToo() {
        for (int sequence = 0; sequence < 4; sequence++) {
            assertThat(take(batch("ann", sequence, 1)).status()).isEqualTo(201);
        }
        assertThat(take(batch("ann", 4, 1)).body().text("rule")).isEqualTo("quota.files");
        Contributions large = batch("bea", 0, 1);
        assertThat(promises.take(large, new byte[20_001], Set.of()).body().text("rule"))
                .isEqualTo("quota.bytes");
        assertThat(topic.values).hasSize(4);
    }

    @Test
    void aFileCountsOnceADayHoweverManyBatchesAreFromIt() {
        String one = "1".repeat(32);
        String two = "2".repeat(32);
        String three = "3".repeat(32);
        List<Set<String>> filesOf = List.of(Set.of(one), Set.of(one), Set.of(one, two), Set.of(two, three), Set.of());
        for (int sequence = 0; sequence < filesOf.size(); sequence++) {
            Contributions batch = batch("ann", sequence, 1);
            assertThat(promises.take(batch, batch.bytes(), filesOf.get(sequence))
                            .status())
                    .as("batch %d", sequence)
                    .isEqualTo(201);
        }
        assertThat(promises.quota("ann").body().object("used").integer("files")).isEqualTo(4);
        Contributions known = batch("ann", 5, 1);
        assertThat(promises.take(known, known.bytes(), Set.of(three)).status())
                .as("from a file that is counted")
                .isEqualTo(201);
        Contributions beyond = batch("ann", 6, 1);
        Answer refused = promises.take(beyond, beyond.bytes(), Set.of("4".repeat(32)));
        assertThat(refused.body().text("rule")).isEqualTo("quota.files");
        assertThat(refused.body().text("error"))
                .contains("may send 4 files a day and has sent 4, with this batch it would be 5");
        assertThat(promises.quota("ann").body().object("used").integer("files"))
                .as("a refused batch counts nothing")
                .isEqualTo(4);

        clock.now = Instant.parse("2026-06-01T00:00:00Z");

        assertThat(promises.take(beyond, beyond.bytes(), Set.of(one)).status()).isEqualTo(201);
        assertThat(promises.quota("ann").body().object("used").integer("files"))
                .as("the next day counts anew")
                .isEqualTo(1);
    }

    @Test
    void aBatchThatKafkaDidNotTakeIsNotPromisedAndCountsOnceWhenItIs() {
        topic.away = true;
        Answer away = take(batch("ann", 0, 6));
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.headers()).containsKey("Retry-After");
        assertThat(promises.find("ann", 0).status()).isEqualTo(404);

        clock.now = EVENING.plusSeconds(1);
        topic.away = false;

        Answer taken = take(batch("ann", 0, 6));
        assertThat(taken.status()).isEqualTo(201);
        InclusionPromise promise = InclusionPromise.of(
                SignedEnvelope.of(taken.body().object("promise")).body());
        assertThat(promise.receivedAt()).isEqualTo(clock.now.toEpochMilli());
        assertThat(promises.quota("ann").body().object("used").integer("items")).isEqualTo(6);
        assertThat(promises.find("ann", 0).body()).isEqualTo(taken.body());
    }

    @Test
    void whateverIsSentInWhateverOrderEachNumberHasOnePromiseAndUseAddsUp() {
        long seed = 20_261_121L;
        Random random = new Random(seed);
        clock.now = EVENING.minus(Duration.ofHours(10));
        int[] itemsOf = {3, 2, 4, 1, 5};
        List<String> promised = new ArrayList<>(List.of("", "", "", "", ""));
        for (int step = 0; step < 200; step++) {
            int sequence = random.nextInt(itemsOf.length);
            topic.away = random.nextInt(3) == 0;
            Answer answer = take(batch("ann", sequence, itemsOf[sequence]));
            if (answer.status() < 300) {
                String text = answer.body().toString();
                if (!promised.get(sequence).isEmpty()) {
                    assertThat(text).as("step %d of seed %d", step, seed).isEqualTo(promised.get(sequence));
                }
                promised.set(sequence, text);
            }
            long used = promises.quota("ann").body().object("used").integer("items");
            assertThat(used).as("step %d of seed %d", step, seed).isLessThanOrEqualTo(10);
        }
        long taken = 0;
        for (int sequence = 0; sequence < itemsOf.length; sequence++) {
            taken += promised.get(sequence).isEmpty() ? 0 : itemsOf[sequence];
        }
        assertThat(promises.quota("ann").body().object("used").integer("items"))
                .as("seed %d", seed)
                .isEqualTo(taken);
        assertThat(promised).as("some do not fit").contains("");
    }

    private static final class MemoryTopic implements BatchTopic {
        private final List<byte[]> values = new ArrayList<>();
        private boolean away;

        @Override
        public void write(String key, byte[] value) {
            if (away) {
                throw new UnavailableException("away");
            }
            values.add(value);
        }

        @Override
        public void close() {
            values.clear();
        }
    }

    private static final class SetClock extends Clock {
        private Instant now;

        SetClock(Instant now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
