// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.duplicate.RepeatRule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearModelTest {
    private static final String HASH = "ab".repeat(32);

    @Test
    void aModelTrainedOnTextAnswersUnseenText() {
        List<LabelledRow> rows = new ArrayList<>();
        List<Passage> passages = new ArrayList<>();
        List<String> words = List.of("oats barley harvest plough", "mast anchor harbour sail");
        for (int label = 0; label < 2; label++) {
            passages.addAll(Passages.cut(List.of(text(words.get(label), label, 128 * 20))));
        }
        Dictionary dictionary = Dictionary.of(List.of("anchor", "barley", "harbour", "mast", "oats", "plough"));
        Features features = new Features(dictionary);
        for (int i = 0; i < passages.size(); i++) {
            rows.add(new LabelledRow(features.row(passages.get(i).tokens()), i / 20));
        }
        Shape shape = Shape.of(2, dictionary, 1 << 18);
        NewtonTrainer.Result result = NewtonTrainer.train(Weights.zero(shape), rows);
        LinearModel model = new LinearModel(result.weights(), dictionary, List.of("farm", "ship"), HASH);
        assertThat(result.certificate().holds()).isTrue();
        assertThat(model.answer("The PLOUGH and the barley; the oats.")).isEqualTo("farm");
        assertThat(model.answer("an anchor, a mast")).isEqualTo("ship");
    }

    @Test
    void hashesAreOverBigEndianClassMajorWeights() {
        Shape shape = new Shape(2, 2, 4, 1 << 14);
        Weights weights = Weights.of(shape, new int[] {1, -2, 1 << 24, 0});
        assertThat(HexFormat.of().formatHex(weights.bytes())).isEqualTo("00000001fffffffe0100000000000000");
        LinearModel model = new LinearModel(weights, Dictionary.of(List.of("ox")), List.of("a", "b"), HASH);
        assertThat(model.weightsHash()).isEqualTo(Sha256.ofBytes(weights.bytes()));
        assertThat(Weights.ofBytes(shape, weights.bytes())).isEqualTo(weights);
        for (RepeatRule repeats : RepeatRule.values()) {
            assertThat(new Features(model.dictionary()).specification(repeats))
                    .isEqualTo("ipa1/features/v2 tokens=128 repeats=" + repeats.id()
                            + " fx=4 bias=16 dimension=2 dictionary=" + Sha256.ofBytes(new byte[] {'o', 'x', '\n'}));
        }
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        Dictionary dictionary = Dictionary.of(List.of("ox"));
        Weights weights = Weights.zero(new Shape(2, 2, 4, 1 << 14));
        Weights wide = Weights.zero(new Shape(2, 3, 4, 1 << 14));
        assertThatThrownBy(() -> new LinearModel(wide, dictionary, List.of("a", "b"), HASH))
                .hasMessageContaining("want 2 features");
        assertThatThrownBy(() -> new LinearModel(weights, dictionary, List.of("a", "a"), HASH))
                .hasMessageContaining("want 2 distinct");
        assertThatThrownBy(() -> new LinearModel(weights, dictionary, List.of("a", "b"), "00"))
                .hasMessageContaining("want 64 hex digits");
    }

    @Test
    void modelsAndSumsTravelBetweenProcesses() throws Exception {
        Shape shape = new Shape(2, 2, 4, 1 << 14);
        LinearModel model = new LinearModel(Weights.zero(shape), Dictionary.of(List.of("ox")), List.of("a", "b"), HASH);
        assertThat(copy(model)).isEqualTo(model);
        LabelledRow row = new LabelledRow(SparseRow.ofDense(new byte[] {3, 16}), 1);
        assertThat(copy(row)).isEqualTo(row);
        StepSums sums = NewtonTrainer.sums(model.weights(), List.of(row));
        StepSums copied = copy(sums);
        copied.merge(sums);
        assertThat(copied.gradient().rows()).isEqualTo(2);
        assertThat(NewtonStep.of(model.weights(), copied).taken(0))
                .isEqualTo(NewtonStep.of(model.weights(), NewtonTrainer.sums(model.weights(), List.of(row, row)))
                        .taken(0));
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    private static String text(String words, long seed, int count) {
        Random random = new Random(seed);
        List<String> pool = new ArrayList<>(List.of(words.split(" ")));
        pool.addAll(List.of("the", "and", "of", "with"));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(pool.get(random.nextInt(pool.size()))).append(' ');
        }
        return text.toString();
    }
}
