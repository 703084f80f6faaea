// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.ingestion.fault.FaultyReceipts;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.Inferences;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Batches that were cut, spliced, doubled and littered: judged without an exception, and none accepted of which a signed byte was touched. */
class BatchFuzzTest {
    private static final long NOW_MILLIS = 1_750_000_000_000L;
    private static final List<String> LITTER = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "\\u0000",
            "\\",
            "null",
            "1e9",
            "\u00e9",
            "\ud83d\ude00",
            "\"a\":\"b\",");

    private final BatchVerifier verifier = new BatchVerifier(
            new BatchVerifier.Limits(
                    SampleNetwork.NETWORK,
                    SampleNetwork.LIMITS.bytesMax(),
                    SampleNetwork.LIMITS.itemsMax(),
                    Duration.ofMinutes(5),
                    Duration.ofDays(1_000)),
            new SampleDirectory());

    @Test
    void mutatedBatchesAreRefusedInGoodOrder() {
        fuzz(1, 1_000);
    }

    @Test
    @Tag("slow")
    void manyMutatedBatchesAreRefusedInGoodOrder() {
        for (long seed = 2; seed < 7; seed++) {
            fuzz(seed, 4_000);
        }
    }

    private void fuzz(long seed, int rounds) {
        Random random = new Random(seed);
        List<KafkaValue> good = good();
        for (KafkaValue value : good) {
            assertThat(verifier.verify(value)).isInstanceOf(Verdict.Accepted.class);
        }
        for (int round = 0; round < rounds; round++) {
            KafkaValue origin = good.get(random.nextInt(good.size()));
            byte[] bytes = origin.value();
            for (int mutations = 1 + random.nextInt(3); mutations > 0; mutations--) {
                bytes = mutated(
                        random, bytes, good.get(random.nextInt(good.size())).value());
            }
            Verdict verdict;
            try {
                verdict = verifier.verify(new KafkaValue(origin.topic(), 0, round, NOW_MILLIS, bytes));
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + " round " + round, e);
            }
            if (verdict instanceof Verdict.Accepted) {
                assertThat(good.stream().map(BatchFuzzTest::signed))
                        .as("accepted in seed %d round %d", seed, round)
                        .contains(signed(new KafkaValue(origin.topic(), 0, round, NOW_MILLIS, bytes)));
            }
        }
    }

    /**
     * What a signature covers: all of a contribution batch, and of receipts all but the sealed question beside each, which the receipt
     * commits to and whoever opens it compares.
     */
    private static String signed(KafkaValue value) {
        JsonObject json = CanonicalJson.parse(value.value(), Integer.MAX_VALUE);
        if (value.topic().equals(Topics.CONTRIBUTIONS)) {
            return json.toString();
        }
        Inferences batch = Inferences.of(json, Integer.MAX_VALUE);
        return batch.signed().toJson() + " "
                + batch.items().stream()
                        .map(item -> item.receipt().toJson().toString())
                        .toList();
    }

    private static List<KafkaValue> good() {
        FaultyReceipts receipts = SampleNetwork.faultyReceipts(NOW_MILLIS);
        List<byte[]> contributions = new ArrayList<>();
        for (int items : List.of(1, 3, 20)) {
            contributions.add(SampleNetwork.batch(
                            SampleNetwork.signer("alice"),
                            SampleNetwork.SPEECHES,
                            items,
                            SampleNetwork.drafts("fuzz" + items, items))
                    .bytes());
        }
        List<KafkaValue> good = new ArrayList<>();
        contributions.forEach(bytes -> good.add(new KafkaValue(Topics.CONTRIBUTIONS, 0, 0, NOW_MILLIS, bytes)));
        byte[] inferences = SampleNetwork.receipts(
                        SampleNetwork.signer("gpu1"), 0, 0, receipts.owed("owed", 3), receipts.right("plain", 4))
                .bytes();
        good.add(new KafkaValue(Topics.INFERENCES, 0, 0, NOW_MILLIS, inferences));
        return good;
    }

    private static byte[] mutated(Random random, byte[] bytes, byte[] other) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(1 + random.nextInt(40)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        switch (random.nextInt(5)) {
            case 0 -> out.write(random.nextInt(256));
            case 1 -> {
                out.write(bytes, from, to - from);
                out.write(bytes, from, to - from);
            }
            case 2 -> {
                byte[] litter = LITTER.get(random.nextInt(LITTER.size())).getBytes(StandardCharsets.UTF_8);
                out.write(litter, 0, litter.length);
            }
            case 3 -> {
                int start = random.nextInt(other.length);
                out.write(other, start, Math.min(other.length - start, random.nextInt(200)));
            }
            default -> {
                // Cut out.
            }
        }
        out.write(bytes, to, bytes.length - to);
        return out.size() == 0 ? new byte[] {'{'} : out.toByteArray();
    }
}
