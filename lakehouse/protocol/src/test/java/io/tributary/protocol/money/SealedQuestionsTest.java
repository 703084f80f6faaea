// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.ReceiptInput;
import io.tributary.protocol.seal.SealingKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever a host puts in place of a sealed question, nobody stops for it. */
class SealedQuestionsTest {
    private static final String KEY_REF = "host/inferences";
    private static final SealingKey KEY = SealingKey.of(new byte[SealingKey.BYTES]);
    private static final ReceiptInput INPUT = new ReceiptInput("00".repeat(16), "who spoke first?");

    private static Receipt receipt(String id, Hash inputCommit) {
        return new Receipt(
                id,
                "host",
                1,
                "00".repeat(16),
                "ann",
                "",
                "era-1",
                List.of(),
                inputCommit,
                Hash.empty(),
                List.of(),
                1,
                1,
                10,
                "credit",
                "d-ann",
                "flat/v1",
                "yes",
                "00".repeat(16),
                0);
    }

    private static final Receipt RECEIPT = receipt("r-1", INPUT.leafHash());

    private static Optional<SealingKey> key(String keyRef) {
        return keyRef.equals(KEY_REF) ? Optional.of(KEY) : Optional.empty();
    }

    private static String rule(SealedQuestions questions, Receipt receipt, String keyRef, byte[] sealed) {
        return questions.open(receipt, keyRef, sealed) instanceof SealedQuestions.Unopened unopened
                ? unopened.refusal().rule().id()
                : "opened";
    }

    @Test
    void aQuestionOpensToWhatItsReceiptCommitsTo() {
        byte[] sealed = KEY.seal("r-1", INPUT.bytes());
        for (SealedQuestions questions : List.of(
                SealedQuestions.atSeal(SealedQuestionsTest::key),
                SealedQuestions.afterSeal(SealedQuestionsTest::key, Set.of("r-2")))) {
            assertThat(questions.open(RECEIPT, KEY_REF, sealed))
                    .isEqualTo(new SealedQuestions.Question("who spoke first?"));
        }
    }

    @Test
    void bytesThatAreNoQuestionAreUnreadableToEverybody() {
        byte[] right = KEY.seal("r-1", INPUT.bytes());
        byte[] turned = right.clone();
        turned[turned.length - 1] ^= 1;
        Map<String, byte[]> garbled = new LinkedHashMap<>();
        garbled.put("nothing", new byte[0]);
        garbled.put("too short", new byte[27]);
        garbled.put("one bit turned", turned);
        garbled.put("of another receipt", KEY.seal("r-2", INPUT.bytes()));
        garbled.put("no JSON", KEY.seal("r-1", "{".getBytes(StandardCharsets.UTF_8)));
        garbled.put(
                "another record",
                KEY.seal("r-1", JsonObject.typed("tributary/output/v1").build().bytes()));
        garbled.put("a salt too short", KEY.seal("r-1", unsalted()));
        garbled.put("another question", KEY.seal("r-1", new ReceiptInput("00".repeat(16), "who spoke last?").bytes()));
        garbled.put("beyond the limit", KEY.seal("r-1", new byte[(1 << 20) + 1]));
        garbled.forEach((what, bytes) -> {
            assertThat(rule(SealedQuestions.atSeal(SealedQuestionsTest::key), RECEIPT, KEY_REF, bytes))
                    .as(what)
                    .isEqualTo("question.unreadable");
            assertThat(rule(SealedQuestions.afterSeal(SealedQuestionsTest::key, Set.of()), RECEIPT, KEY_REF, bytes))
                    .as(what)
                    .isEqualTo("question.unreadable");
        });
    }

    private static byte[] unsalted() {
        return JsonObject.typed(ReceiptInput.TYPE)
                .put("salt", "00")
                .put("text", "who spoke first?")
                .build()
                .bytes();
    }

    @Test
    void whetherAKeyWasThereIsDecidedAtTheSealAndNeverAgain() {
        byte[] sealed = KEY.seal("r-1", INPUT.bytes());
        Map<String, SealingKey> store = new HashMap<>();
        assertThat(rule(SealedQuestions.atSeal(ref -> Optional.ofNullable(store.get(ref))), RECEIPT, KEY_REF, sealed))
                .isEqualTo("question.key-missing");
        store.put(KEY_REF, KEY);
        assertThat(rule(
                        SealedQuestions.afterSeal(ref -> Optional.ofNullable(store.get(ref)), Set.of("r-1")),
                        RECEIPT,
                        KEY_REF,
                        sealed))
                .as("a key that comes after the seal moves no receipt into its epoch")
                .isEqualTo("question.key-missing");
        assertThatThrownBy(() -> SealedQuestions.afterSeal(ref -> Optional.empty(), Set.of())
                        .open(RECEIPT, KEY_REF, sealed))
                .as("a key that went after the seal moves no receipt out of it")
                .isInstanceOf(UnavailableException.class)
                .hasMessage("the question of receipt r-1 cannot be opened here: the sealing key host/inferences is"
                        + " missing, and was there at the seal");
    }
}
