// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.influence.Tokens;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExcerptTest {
    private static String words(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
    }

    @Test
    void aTextOfAFewWordsHasNoneAndAShortOneIsOne() {
        assertThat(Excerpt.of("")).isEmpty();
        assertThat(Excerpt.of(words(0, 15))).isEmpty();
        assertThat(Excerpt.of("  " + words(0, 16) + " …")).containsExactly(new Excerpt(0, words(0, 16)));
        assertThat(Excerpt.of(words(0, 128))).containsExactly(new Excerpt(0, words(0, 128)));
    }

    @Test
    void aLongerTextIsCutEverySixtyFourWords() {
        assertThat(Excerpt.of(words(0, 200)))
                .containsExactly(
                        new Excerpt(0, words(0, 128)), new Excerpt(1, words(64, 192)), new Excerpt(2, words(128, 200)));
    }

    /** Whatever the length: every word is in an excerpt, and none is a part of another. */
    @Test
    void noWordIsLeftOutAndNoExcerptIsAPartOfAnother() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int size = 16 + random.nextInt(2000);
            List<Excerpt> excerpts = Excerpt.of(words(0, size));
            int reached = 0;
            for (Excerpt excerpt : excerpts) {
                List<String> tokens = Tokens.of(excerpt.text()).stream()
                        .map(token -> token.text())
                        .toList();
                int from = Integer.parseInt(tokens.get(0).substring(1));
                int to = Integer.parseInt(tokens.get(tokens.size() - 1).substring(1)) + 1;
                assertThat(from).as("size " + size).isEqualTo(64 * excerpt.place());
                assertThat(from).as("size " + size).isLessThanOrEqualTo(reached);
                assertThat(to).as("size " + size).isGreaterThan(reached);
                reached = to;
            }
            assertThat(reached).isEqualTo(size);
        }
    }

    @Test
    void whatIsEndlessIsCutOff() {
        assertThat(Excerpt.of(words(0, 100_000))).hasSize(Excerpt.PLACES_MAX);
        String endless = IntStream.range(0, 20).mapToObj(i -> "x".repeat(1000)).collect(Collectors.joining(" "));
        assertThat(Excerpt.of(endless))
                .singleElement()
                .satisfies(excerpt -> assertThat(excerpt.text()).hasSize(Excerpt.CHARS_MAX));
    }
}
