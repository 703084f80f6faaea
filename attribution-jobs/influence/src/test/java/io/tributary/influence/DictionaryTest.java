// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DictionaryTest {
    @Test
    void dictionaryAndFeaturesAreThoseOfTheVectors() {
        Vectors vectors = Vectors.read("dictionary.txt");
        DocumentFrequencies frequencies = new DocumentFrequencies();
        for (int i = 0; i < vectors.count("tokens"); i++) {
            frequencies.add(vectors.words("tokens." + i));
        }
        Dictionary dictionary = Dictionary.select(frequencies.counts(), frequencies.passages());
        assertThat(dictionary.tokens()).isEqualTo(vectors.words("dictionary"));
        assertThat(dictionary.sha256()).isEqualTo(vectors.text("sha256"));
        for (int i = 0; i < vectors.count("features"); i++) {
            byte[] dense =
                    new Features(dictionary).row(vectors.words("tokens." + i)).toDense();
            assertThat(IntStream.range(0, dense.length).map(j -> dense[j]).toArray())
                    .containsExactly(vectors.ints("features." + i));
        }
    }

    @Test
    void theValueTableIsItsFormula() {
        assertThat(Features.value(0)).isZero();
        for (int count = 1; count <= 1024; count++) {
            double formula = Math.floor(16 * (1 + StrictMath.log(count)) + 0.5);
            assertThat(Features.value(count)).as("count %s", count).isEqualTo((byte) Math.min(127, formula));
        }
        assertThat(Features.value(1_000_000)).isEqualTo((byte) 127);
    }

    @Test
    void partialCountsInAnyPartitioningGiveTheSameDictionary() {
        for (long seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            List<List<String>> passages = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                passages.add(
                        random.ints(20, 0, 700).mapToObj(t -> "t" + t * t % 701).toList());
            }
            DocumentFrequencies whole = new DocumentFrequencies();
            passages.forEach(whole::add);
            List<DocumentFrequencies> parts = new ArrayList<>();
            IntStream.range(0, 7).forEach(p -> parts.add(new DocumentFrequencies()));
            passages.forEach(passage -> parts.get(random.nextInt(7)).add(passage));
            Collections.shuffle(parts, random);
            DocumentFrequencies merged = new DocumentFrequencies();
            parts.forEach(merged::merge);
            assertThat(Dictionary.select(merged.counts(), merged.passages()).bytes())
                    .as("seed %s", seed)
                    .isEqualTo(
                            Dictionary.select(whole.counts(), whole.passages()).bytes());
        }
    }

    @Test
    void tokensInMoreThanAnEighthOfThePassagesAreLeftOutAndAtMost511Stay() {
        DocumentFrequencies frequencies = new DocumentFrequencies();
        for (int i = 0; i < 17; i++) {
            List<String> tokens = new ArrayList<>(List.of("rare" + i));
            if (i < 3) {
                tokens.add("three");
            }
            if (i < 2) {
                tokens.add("two");
            }
            frequencies.add(tokens);
        }
        List<String> kept =
                Dictionary.select(frequencies.counts(), frequencies.passages()).tokens();
        assertThat(kept).startsWith("two", "rare0", "rare1", "rare10").doesNotContain("three");
        DocumentFrequencies many = new DocumentFrequencies();
        for (int i = 0; i < 800; i++) {
            many.add(List.of("t" + i));
        }
        assertThat(Dictionary.select(many.counts(), 800).dimension()).isEqualTo(512);
    }

    @Test
    void dictionaryBytesRoundTripAndOtherBytesAreRefused() {
        Dictionary dictionary = Dictionary.of(List.of("\u00e9t\u00e9", "a'b", "zinc"));
        assertThat(Dictionary.ofBytes(dictionary.bytes())).isEqualTo(dictionary);
        assertThatThrownBy(() -> Dictionary.ofBytes("a\r\nb\n".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Dictionary.ofBytes("a\nb".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Dictionary.of(List.of("Upper"))).hasMessageContaining("'Upper'");
        assertThatThrownBy(() -> Dictionary.of(List.of("a", "a"))).hasMessageContaining("twice");
    }

    @Test
    void featuresIgnoreTokenOrderAndUnknownTokens() {
        Features features = new Features(Dictionary.of(List.of("ox", "mill")));
        SparseRow row = features.row(List.of("mill", "ox", "unknown", "mill"));
        assertThat(row.toDense()).containsExactly(16, 27, 16);
        assertThat(features.row(List.of("ox", "mill", "mill"))).isEqualTo(row);
        assertThat(features.row(List.of()).toDense()).containsExactly(0, 0, 16);
    }
}
