// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.influence.duplicate.Paraphrases.Candidate;
import io.tributary.influence.duplicate.Paraphrases.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParaphrasesTest {
    @Test
    void shuffledAndReplacedWordsAreFoundAndUnlikeTextsAreNot() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            List<Text> texts = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                texts.add(new Text("r" + i, "c" + i % 7, words(random, 150)));
            }
            List<Text> all = new ArrayList<>(texts);
            for (int i = 0; i < 20; i++) {
                all.add(new Text(
                        "p" + i, "copyist", reworded(random, texts.get(i).text(), 15)));
            }
            List<Candidate> found = Paraphrases.among(all);
            assertThat(found.stream()
                            .map(c -> c.record().recordId() + " " + c.earlier().recordId()))
                    .as("seed %s", seed)
                    .containsExactlyElementsOf(texts.stream()
                            .limit(20)
                            .map(text -> text.recordId().replace('r', 'p') + " " + text.recordId())
                            .toList());
            assertThat(texts.stream()
                            .noneMatch(text -> TextPrint.repeats(
                                    text.text(),
                                    all.get(120 + texts.indexOf(text) % 20).text())))
                    .as("near-duplicates by their phrases, seed %s", seed)
                    .isTrue();
        }
    }

    @Test
    void everyAnswerIsThatOfAllCosinesInFloatingPoint() {
        for (long seed = 11; seed <= 20; seed++) {
            Random random = new Random(seed);
            List<Text> texts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                boolean made = i > 0 && random.nextInt(3) == 0;
                String text = made
                        ? reworded(random, texts.get(random.nextInt(i)).text(), random.nextInt(60))
                        : words(random, 10 + random.nextInt(60));
                texts.add(new Text("r" + i, "c" + random.nextInt(6), text));
            }
            List<Map<String, Double>> vectors = new ArrayList<>();
            for (int at = 0; at < texts.size(); at++) {
                vectors.add(vector(texts, at));
            }
            Map<String, Candidate> found = new HashMap<>();
            Paraphrases.among(texts)
                    .forEach(candidate -> found.put(candidate.record().recordId(), candidate));
            for (int later = 0; later < texts.size(); later++) {
                double greatest = 0;
                for (int earlier = 0; earlier < later; earlier++) {
                    greatest = others(texts, later, earlier)
                            ? Math.max(greatest, cosine(vectors.get(later), vectors.get(earlier)))
                            : greatest;
                }
                Candidate candidate = found.get(texts.get(later).recordId());
                if (Math.abs(greatest - 0.6) > 1e-9) {
                    assertThat(candidate != null)
                            .as("seed %s, text %s, cosine %s", seed, later, greatest)
                            .isEqualTo(greatest > 0.6);
                }
                if (candidate != null) {
                    assertThat(candidate.percent() / 100.0).isCloseTo(greatest, within(0.011));
                }
            }
        }
    }

    @Test
    void onesOwnTextsAndShortOnesAreNoCandidates() {
        Random random = new Random(3);
        List<Text> texts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            texts.add(new Text("r" + i, "ann", words(random, 40)));
        }
        texts.add(new Text("own", "ann", reworded(random, texts.get(2).text(), 3)));
        texts.add(new Text(
                "short",
                "bob",
                String.join(" ", Arrays.copyOf(texts.get(3).text().split(" "), 15))));
        assertThat(Paraphrases.among(texts)).isEmpty();
        assertThat(Paraphrases.among(List.of())).isEmpty();
        texts.add(new Text("other", "bob", reworded(random, texts.get(2).text(), 3)));
        assertThat(Paraphrases.among(texts)).singleElement().satisfies(candidate -> {
            assertThat(candidate.record().recordId()).isEqualTo("other");
            assertThat(candidate.earlier().contributor()).isEqualTo("ann");
        });
    }

    private static boolean others(List<Text> texts, int later, int earlier) {
        return !texts.get(later).contributor().equals(texts.get(earlier).contributor());
    }

    /** The definition once more, without an index. */
    private static double cosine(Map<String, Double> left, Map<String, Double> right) {
        double product = 0;
        for (Map.Entry<String, Double> entry : left.entrySet()) {
            product += entry.getValue() * right.getOrDefault(entry.getKey(), 0.0);
        }
        return product == 0 ? 0 : product / Math.sqrt(squares(left) * squares(right));
    }

    private static double squares(Map<String, Double> vector) {
        return vector.values().stream().mapToDouble(x -> x * x).sum();
    }

    private static Map<String, Double> vector(List<Text> texts, int at) {
        Map<String, Double> vector = new HashMap<>();
        List<String> words = compared(texts.get(at));
        for (String word : words) {
            long holding = texts.stream()
                    .filter(text -> new HashSet<>(compared(text)).contains(word))
                    .count();
            double weight = Math.floor(Math.log((double) (texts.size() / holding)) / Math.log(2) + 1e-9);
            vector.merge(word, weight, Double::sum);
        }
        return vector;
    }

    private static List<String> compared(Text text) {
        List<String> words = List.of(text.text().split(" "));
        return words.size() < Paraphrases.TOKENS_MIN ? List.of() : words;
    }

    /** Words as language has them: some of them often, most of them seldom. */
    private static String words(Random random, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add("w" + (int) (3000 * Math.pow(random.nextDouble(), 3)));
        }
        return String.join(" ", words);
    }

    /** The words in another order, some of them replaced. */
    private static String reworded(Random random, String text, int percent) {
        List<String> words = new ArrayList<>(List.of(text.split(" ")));
        for (int i = 0; i < words.size(); i++) {
            if (random.nextInt(100) < percent) {
                words.set(i, "w" + random.nextInt(3000));
            }
        }
        Collections.shuffle(words, random);
        return String.join(" ", words);
    }
}
