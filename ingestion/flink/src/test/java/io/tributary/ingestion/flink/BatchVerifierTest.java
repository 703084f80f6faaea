// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static io.tributary.ingestion.flink.SampleNetwork.SPEECHES;
import static io.tributary.ingestion.flink.SampleNetwork.batch;
import static io.tributary.ingestion.flink.SampleNetwork.drafts;
import static io.tributary.ingestion.flink.SampleNetwork.inference;
import static io.tributary.ingestion.flink.SampleNetwork.receipts;
import static io.tributary.ingestion.flink.SampleNetwork.signer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.ingestion.fault.FaultyReceipts;
import io.tributary.ingestion.fault.FaultyValue;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.record.Contributions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchVerifierTest {
    private static final long NOW_MILLIS = 1_750_000_000_000L;

    private final BatchVerifier verifier = new BatchVerifier(
            new BatchVerifier.Limits(
                    SampleNetwork.NETWORK,
                    SampleNetwork.LIMITS.bytesMax(),
                    SampleNetwork.LIMITS.itemsMax(),
                    Duration.ofMinutes(5),
                    Duration.ofDays(1_000)),
            new SampleDirectory());

    static List<FaultyValue> plantedInputs() {
        return SampleNetwork.faulty("unit", NOW_MILLIS);
    }

    @ParameterizedTest
    @MethodSource("plantedInputs")
    void refusesPlantedInputByItsRuleAndSaysNothingOfWhatItHeld(FaultyValue planted) throws Exception {
        KafkaValue value = new KafkaValue(planted.topic().id(), 3, 41, NOW_MILLIS, planted.value());

        Verdict verdict = verifier.verify(value);

        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        Rejection rejection = ((Verdict.Refused) verdict).rejection();
        assertThat(rejection.rule()).isEqualTo(planted.rule().id());
        assertThat(rejection.items()).isEqualTo(planted.items());
        assertThat(rejection.topic()).isEqualTo(planted.topic().id());
        assertThat(rejection.partition()).isEqualTo(3);
        assertThat(rejection.offset()).isEqualTo(41);
        assertThat(rejection.appendedMillis()).isEqualTo(NOW_MILLIS);
        assertThat(rejection.signer()).isIn("", "alice", "carol", "gpu0", "gpu1");
        assertThat(rejection.commitment())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(planted.value())));
        assertThat(new String(rejection.letter(), StandardCharsets.UTF_8))
                .doesNotContain("score")
                .doesNotContain("xxxx")
                .startsWith("{\"appendedAt\":\"1750000000000\",\"commitment\":\"");
    }

    @Test
    void plantedInputsCoverEveryRuleThatOneValueCanBreak() {
        Set<Rule> others = EnumSet.of(
                // The gateway's alone: it promises nothing of what nobody could open.
                Rule.SEAL_KEY_MISSING,
                // These need state.
                Rule.SEQUENCE_REPLAYED,
                Rule.BATCH_DUPLICATE,
                Rule.RECORD_DUPLICATE,
                Rule.RECEIPT_DUPLICATE,
                Rule.RECEIPT_NUMBER_REPLAYED);
        Set<Rule> planted = EnumSet.noneOf(Rule.class);
        plantedInputs().forEach(input -> planted.add(input.rule()));

        assertThat(planted).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(others)));
    }

    @Test
    void acceptsSignedBatchAndKeepsItsPlaceAndHeader() {
        Contributions batch = batch(signer("alice"), SPEECHES, 7, drafts("r", 3));
        KafkaValue value = new KafkaValue(Topics.CONTRIBUTIONS, 2, 9, NOW_MILLIS, batch.bytes());

        Verdict verdict = verifier.verify(value);

        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        VerifiedBatch accepted = ((Verdict.Accepted) verdict).batch();
        assertThat(accepted.signer()).isEqualTo("alice");
        assertThat(accepted.sequence()).isEqualTo(7);
        assertThat(accepted.datanet()).isEqualTo(SPEECHES);
        assertThat(accepted.itemCount()).isEqualTo(3);
        assertThat(accepted.root()).isEqualTo(batch.header().root().hex());
        assertThat(accepted.partition()).isEqualTo(2);
        assertThat(accepted.offset()).isEqualTo(9);
        assertThat(accepted.value()).isEqualTo(batch.bytes());
    }

    @Test
    void acceptsReceiptsAndEmptyBatchThatOnlyMovesTimeOn() {
        byte[] some = receipts(
                        signer("gpu1"), 0, 5, inference(signer("gpu1"), 0, "q0"), inference(signer("gpu1"), 4, "q1"))
                .bytes();
        byte[] none = receipts(signer("gpu1"), 1, 99).bytes();

        Verdict first = verifier.verify(new KafkaValue(Topics.INFERENCES, 0, 0, NOW_MILLIS, some));
        Verdict second = verifier.verify(new KafkaValue(Topics.INFERENCES, 0, 1, NOW_MILLIS, none));

        assertThat(((Verdict.Accepted) first).batch().itemCount()).isEqualTo(2);
        assertThat(((Verdict.Accepted) second).batch().itemCount()).isZero();
        assertThat(((Verdict.Accepted) second).batch().upToMillis()).isEqualTo(99);
    }

    @Test
    void acceptsReceiptThatItsCallerHasCountersigned() {
        FaultyReceipts receipts = SampleNetwork.faultyReceipts(NOW_MILLIS);
        byte[] batch = receipts(signer("gpu1"), 0, 0, receipts.owed("owed", 3), receipts.right("plain", 4))
                .bytes();

        Verdict verdict = verifier.verify(new KafkaValue(Topics.INFERENCES, 0, 0, NOW_MILLIS, batch));

        assertThat(((Verdict.Accepted) verdict).batch().itemCount()).isEqualTo(2);
    }

    @Test
    void refusesEveryBatchOfWhichOneByteWasChanged() {
        long seed = 20261121L;
        Random random = new Random(seed);
        byte[] good = batch(signer("bob"), SPEECHES, 3, drafts("flip", 2)).bytes();
        List<String> accepted = new ArrayList<>();
        for (int round = 0; round < 400; round++) {
            byte[] bad = good.clone();
            int at = random.nextInt(bad.length);
            bad[at] ^= (byte) (1 + random.nextInt(255));
            if (verifier.verify(new KafkaValue(Topics.CONTRIBUTIONS, 0, round, NOW_MILLIS, bad))
                    instanceof Verdict.Accepted) {
                accepted.add("byte " + at + " in round " + round + " of seed " + seed);
            }
        }

        assertThat(accepted).isEmpty();
    }
}
