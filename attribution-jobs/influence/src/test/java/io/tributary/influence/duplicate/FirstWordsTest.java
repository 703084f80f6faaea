// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.Dictionary;
import io.tributary.influence.DocumentFrequencies;
import io.tributary.influence.Passage;
import io.tributary.influence.Passages;
import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstWordsTest {
    /** One record: whose, and its words; its place in the list is its place in the log. */
    private record Said(String contributor, List<String> words) {}

    @Test
    void wordsInAnotherOrderAreStillTheirFirstUsers() {
        Random random = new Random(1);
        List<Said> records = honest(random, 40);
        List<String> words = new ArrayList<>(records.get(5).words());
        Collections.shuffle(words, random);
        records.add(new Said("copier", words));

        assertThat(repeating(records)).containsExactly("copier 0");
    }

    @Test
    void halfOfTheWordsMayBeOthers() {
        Random random = new Random(2);
        List<Said> records = honest(random, 40);
        List<String> words = new ArrayList<>(records.get(7).words());
        for (int at = 0; at < words.size(); at += 2) {
            words.set(at, word(random));
        }
        records.add(new Said("copier", words));

        assertThat(repeating(records)).containsExactly("copier 0");
    }

    @Test
    void whoSaidItFirstKeepsHisPassageThoughItFillsUpOnlyAfterTheCopy() {
        Random random = new Random(3);
        List<Said> records = honest(random, 40);
        List<String> first = words(random, 100);
        List<String> shuffled = new ArrayList<>(first);
        Collections.shuffle(shuffled, random);
        shuffled.addAll(words(random, 28));
        records.add(new Said("author", first));
        records.add(new Said("copier", shuffled));
        records.add(new Said("author", words(random, 28)));

        assertThat(repeating(records)).containsExactly("copier 0");
    }

    @Test
    void oneMayRepeatOneself() {
        Random random = new Random(4);
        List<Said> records = honest(random, 40);
        List<String> words = new ArrayList<>(records.get(5).words());
        Collections.shuffle(words, random);
        records.add(new Said(records.get(5).contributor(), words));

        assertThat(repeating(records)).isEmpty();
    }

    @Test
    void aListOfEverybodysWordsTakesNothingFromThoseWhoWriteAfterIt() {
        Random random = new Random(5);
        List<Said> records = new ArrayList<>();
        records.add(new Said(
                "griefer", IntStream.range(0, 256).mapToObj(n -> "w" + n).toList()));
        records.addAll(honest(random, 60));

        assertThat(repeating(records)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void partsAndOrderOfWindowsDecideNothingAndAReaderOfThePageFindsTheSame(long seed) {
        Random random = new Random(seed);
        List<Said> records = new ArrayList<>();
        for (int r = 0; r < 90; r++) {
            List<String> words = words(random, 10 + random.nextInt(250));
            if (r > 20 && random.nextInt(3) == 0) {
                words = new ArrayList<>(records.get(random.nextInt(r)).words());
                int changed = random.nextInt(100);
                words.replaceAll(word -> random.nextInt(100) < changed ? word(random) : word);
                Collections.shuffle(words, random);
            }
            records.add(new Said("c" + random.nextInt(5), words));
        }

        List<String> repeating = repeating(records);

        assertThat(repeating).as("seed %d", seed).isEqualTo(byThePage(records)).hasSizeBetween(1, 60);
        WordWeights weights = weights(records);
        List<SaidWindow> windows = new ArrayList<>(windows(records, weights));
        Collections.shuffle(windows, random);
        List<FirstWords> parts = IntStream.range(0, 7)
                .mapToObj(part -> new FirstWords(
                        weights, windows.subList(part * windows.size() / 7, (part + 1) * windows.size() / 7)))
                .toList();
        List<String> inParts = new ArrayList<>();
        passages(records).forEach((name, cut) -> {
            WordBag bag = weights.bag(cut.passage().tokens());
            if (parts.stream().anyMatch(part -> part.repeats(Set.of(cut.contributor()), bag, cut.order()))) {
                inParts.add(name);
            }
        });
        assertThat(inParts).as("seed %d", seed).isEqualTo(repeating);
    }

    @Test
    void rulesHaveNames() {
        assertThat(RepeatRule.of("first-use/v2")).isEqualTo(RepeatRule.WORDS);
        assertThatThrownBy(() -> RepeatRule.of("first-use/v9"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "the rule for passages that repeat others is 'first-use/v9', this release knows first-use/v1 and "
                                + "first-use/v2");
    }

    private record Cut(String contributor, Passage passage, long order) {}

    /** Passages by contributor and number. */
    private static Map<String, Cut> passages(List<Said> records) {
        Map<String, List<Integer>> own = own(records);
        Map<String, Cut> cuts = new TreeMap<>();
        own.forEach((contributor, places) -> {
            List<Passage> passages = Passages.cut(places.stream()
                    .map(place -> String.join(" ", records.get(place).words()))
                    .toList());
            for (int p = 0; p < passages.size(); p++) {
                long order = places.get(passages.get(p).firstDocument());
                cuts.put(contributor + " " + p, new Cut(contributor, passages.get(p), order));
            }
        });
        return cuts;
    }

    private static Map<String, List<Integer>> own(List<Said> records) {
        Map<String, List<Integer>> own = new TreeMap<>();
        for (int at = 0; at < records.size(); at++) {
            own.computeIfAbsent(records.get(at).contributor(), none -> new ArrayList<>())
                    .add(at);
        }
        return own;
    }

    private static WordWeights weights(List<Said> records) {
        DocumentFrequencies frequencies = new DocumentFrequencies();
        passages(records).values().forEach(cut -> frequencies.add(cut.passage().tokens()));
        return new WordWeights(frequencies.counts(), frequencies.passages(), dictionary(frequencies));
    }

    /** Smaller than in production, so that not all compared words are in it. */
    private static Dictionary dictionary(DocumentFrequencies frequencies) {
        List<String> all =
                Dictionary.select(frequencies.counts(), frequencies.passages()).tokens();
        return Dictionary.of(all.subList(0, Math.min(60, all.size())));
    }

    private static List<SaidWindow> windows(List<Said> records, WordWeights weights) {
        List<SaidWindow> windows = new ArrayList<>();
        own(records).forEach((contributor, places) -> {
            SaidWindows stream = new SaidWindows(weights, contributor);
            places.forEach(place ->
                    stream.add(place, String.join(" ", records.get(place).words())));
            windows.addAll(stream.finish());
        });
        return windows;
    }

    private static List<String> repeating(List<Said> records) {
        WordWeights weights = weights(records);
        FirstWords words = new FirstWords(weights, windows(records, weights));
        List<String> repeating = new ArrayList<>();
        passages(records).forEach((name, cut) -> {
            if (words.repeats(
                    Set.of(cut.contributor()), weights.bag(cut.passage().tokens()), cut.order())) {
                repeating.add(name);
            }
        });
        return repeating;
    }

    /** The rule again as the specification says it: sets of words, every passage against every window. */
    private static List<String> byThePage(List<Said> records) {
        Map<String, Cut> cuts = passages(records);
        Map<String, Integer> held = new HashMap<>();
        DocumentFrequencies frequencies = new DocumentFrequencies();
        cuts.values().forEach(cut -> {
            new HashSet<>(cut.passage().tokens()).forEach(word -> held.merge(word, 1, Integer::sum));
            frequencies.add(cut.passage().tokens());
        });
        int n = cuts.size();
        Map<String, Integer> weights = new HashMap<>();
        held.forEach((word, f) ->
                weights.put(word, f > n / 8 ? 0 : Math.min(6, (int) (Math.log(n / f) / Math.log(2) + 1e-9))));
        int one = Math.min(6, (int) (Math.log(n) / Math.log(2) + 1e-9));
        Set<String> dictionary = new HashSet<>(dictionary(frequencies).tokens());
        dictionary.removeIf(word -> held.get(word) < 2);
        List<Map<String, Integer>> windows = new ArrayList<>();
        List<String> owners = new ArrayList<>();
        own(records).forEach((contributor, places) -> {
            List<Map<String, Integer>> blocks = new ArrayList<>();
            int tokens = 0;
            for (int place : places) {
                for (String word : records.get(place).words()) {
                    if (tokens++ % 128 == 0) {
                        blocks.add(new HashMap<>());
                    }
                    blocks.get(blocks.size() - 1).merge(word, place, Math::min);
                }
            }
            for (int b = 0; b < Math.max(1, blocks.size() - 1); b++) {
                Map<String, Integer> window = new HashMap<>(blocks.get(b));
                if (b + 1 < blocks.size()) {
                    blocks.get(b + 1).forEach((word, place) -> window.merge(word, place, Math::min));
                }
                windows.add(window);
                owners.add(contributor);
            }
        });
        List<String> repeating = new ArrayList<>();
        cuts.forEach((name, cut) -> {
            Set<String> words = new HashSet<>(cut.passage().tokens());
            for (int w = 0; w < windows.size(); w++) {
                Set<String> shared = new HashSet<>();
                for (String word : words) {
                    if (held.get(word) > 1 && windows.get(w).getOrDefault(word, Integer.MAX_VALUE) < cut.order()) {
                        shared.add(word);
                    }
                }
                Set<String> window = windows.get(w).keySet();
                double all = Math.max(weigh(words, weights, one), weigh(window, weights, one) / 2.0);
                double read = Math.max(count(words, dictionary), count(window, dictionary) / 2.0);
                int weight = weigh(shared, weights, one);
                int features = count(shared, dictionary);
                boolean repeats = weight >= 24 && weight / all > 3 / 8.0 - 1e-9
                        || features >= 6 && features / read > 7 / 10.0 - 1e-9;
                if (repeats && !owners.get(w).equals(cut.contributor())) {
                    repeating.add(name);
                    break;
                }
            }
        });
        return repeating;
    }

    private static int weigh(Set<String> words, Map<String, Integer> weights, int one) {
        return words.stream().mapToInt(word -> weights.getOrDefault(word, one)).sum();
    }

    private static int count(Set<String> words, Set<String> dictionary) {
        return (int) words.stream().filter(dictionary::contains).count();
    }

    private static List<Said> honest(Random random, int records) {
        List<Said> said = new ArrayList<>();
        for (int at = 0; at < records; at++) {
            said.add(new Said("c" + at % 5, words(random, 128)));
        }
        return said;
    }

    private static List<String> words(Random random, int count) {
        List<String> words = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            words.add(word(random));
        }
        return words;
    }

    /** A third of the words are a few frequent ones, the others spread over 1000. */
    private static String word(Random random) {
        return random.nextInt(3) == 0 ? "f" + random.nextInt(20) : "w" + random.nextInt(1000);
    }
}
