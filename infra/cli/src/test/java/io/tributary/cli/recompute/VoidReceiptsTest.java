// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Receipt;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A host that signs another answer than its model's stops nobody: its receipt does not count, the others do. */
class VoidReceiptsTest {
    private static final int TOPICS = 8;
    private static final int TEXTS_OF_A_TOPIC = 3;
    private static final String[] LABELS = {"north", "south"};

    /** Words of a topic stand in its texts alone, so few passages hold them and the dictionary keeps them. */
    private static String words(int topic, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("topic").append(topic).append("word").append(i % 4).append(' ');
        }
        return text.toString();
    }

    private static RebuiltModel model() {
        List<SourceText> texts = new ArrayList<>();
        for (int i = 0; i < TOPICS * TEXTS_OF_A_TOPIC; i++) {
            int topic = i % TOPICS;
            texts.add(new SourceText("r-" + i, "ann", LABELS[topic % 2], words(topic, 128)));
        }
        return RebuiltModel.train(
                CreditedTexts.of(texts, java.util.Optional.empty()),
                RepeatRule.PHRASES,
                16384,
                new byte[0],
                line -> {});
    }

    private static EpochInputs.Answer answer(int number, int topic, String label) {
        Receipt receipt = new Receipt(
                "q-" + number,
                "host",
                number,
                "00".repeat(16),
                "caller",
                "",
                "era-1",
                List.of(),
                Hash.empty(),
                Hash.empty(),
                List.of(),
                1,
                1,
                1_000,
                "credit",
                "d-1",
                "flat/v1",
                label,
                "00".repeat(16),
                0);
        return new EpochInputs.Answer(receipt, words(topic, 8));
    }

    @Test
    void onlyAnswersThatTheModelGivesCount() {
        RebuiltModel model = model();
        EpochInputs.Answer right = answer(0, 2, "north");
        EpochInputs.Answer lie = answer(1, 2, "south");
        EpochInputs.Answer other = answer(2, 5, "south");
        EpochInputs.Answer noClass = answer(3, 5, "west");
        assertThat(EpochRecomputation.given(model, List.of(right, lie, other, noClass)))
                .containsExactly(right, other);
        assertThat(EpochRecomputation.given(model, List.of(lie))).isEmpty();
    }
}
