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
    void whoWasCopiedMaySayMuchTheSameAgain() {
        Random random = new Random(6);
        List<Said> records = honest(random, 40);
        List<String> first = words(random, 140);
        List<String> copy = shuffled(first, random);
        List<String> eked = shuffled(changed(first, 3, random), random);
        eked.addAll(words(random, 128));
        List<String> again = shuffled(changed(first, 4, random), random);
        records.add(new Said("author", first));
        records.add(new Said("griefer", copy));
        records.add(new Said("griefer", eked));
        records.add(new Said("author", again));

        assertThat(repeating(records)).isNotEmpty().allMatch(name -> name.startsWith("griefer "));
    }

    @Test
    void whoWasCopiedIsNotExcusedForCopyingSomebodyElse() {
        Random random = new Random(7);
        List<Said> records = honest(random, 40);
        List<String> first = words(random, 128);
        records.add(new Said("author", first));
        records.add(new Said("griefer", shuffled(first, random)));
        records.add(new Said("author", shuffled(records.get(5).words(), random)));

        assertThat(repeating(records)).containsExactly("author 1", "griefer 0");
    }

    @Test
    void listsOfFrequentWordsInAdvanceExcuseNoCopy() {
        Random random = new Random(8);
        List<Said> records = new ArrayList<>();
        for (int list = 0; list < 8; list++) {
            int from = 125 * list;
            records.add(new Said(
                    "copier",
                    IntStream.range(0, 256)
                            .mapToObj(n -> "w" + (from + n) % 1000)
                            .toList()));
        }
        records.addAll(honest(random, 60));
        for (int copied = 20; copied < 30; copied++) {
            records.add(new Said("copier", shuffled(records.get(copied).words(), random)));
        }

        assertThat(repeating(records))
                .containsExactlyElementsOf(
                        IntStream.range(16, 26).mapToObj(p -> "copier " + p).toList());
    }

    @Test
    void aBeginningHandedInEarlyCoversNoCopyBehindIt() {
        Random random = new Random(9);
        List<Said> records = new ArrayList<>();
        records.add(new Said("copier", words(random, 20)));
        records.addAll(honest(random, 40));
        records.add(new Said("copier", shuffled(records.get(5).words(), random)));

        assertThat(repeating(records)).containsExactly("copier 0");
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
            List<Accusation> open = new ArrayList<>();
            parts.forEach(part -> open.addAll(part.accusations(Set.of(cut.contributor()), weights.bag(cut.passage()))));
            windows.stream()
                    .filter(window -> window.contributor().equals(cut.contributor()))
                    .forEach(own -> open.removeIf(accusation -> accusation.excusedBy(own, weights)));
            if (!open.isEmpty()) {
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

    private record Cut(String contributor, PlacedTokens passage) {}

    /** Passages by contributor and number. */
    private static Map<String, Cut> passages(List<Said> records) {
        Map<String, List<Integer>> own = own(records);
        Map<String, Cut> cuts = new TreeMap<>();
        own.forEach((contributor, places) -> {
            List<Passage> passages = Passages.cut(places.stream()
                    .map(place -> String.join(" ", records.get(place).words()))
                    .toList());
            for (int p = 0; p < passages.size(); p++) {
                List<Long> orders = places.stream().map(Integer::longValue).toList();
                cuts.put(
                        contributor + " " + p,
                        new Cut(contributor, passages.get(p).placed(orders)));
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
            if (words.repeats(Set.of(cut.contributor()), weights.bag(cut.passage()))) {
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
            Map<String, Integer> words = new HashMap<>();
            for (int at = 0; at < cut.passage().tokens().size(); at++) {
                words.merge(
                        cut.passage().tokens().get(at),
                        cut.passage().orders().get(at).intValue(),
                        Math::min);
            }
            for (int w = 0; w < windows.size(); w++) {
                Map<String, Integer> window = windows.get(w);
                Map<String, Integer> shared = new HashMap<>();
                words.forEach((word, place) -> {
                    if (held.get(word) > 1 && window.getOrDefault(word, Integer.MAX_VALUE) < place) {
                        shared.put(word, window.get(word));
                    }
                });
                double all = Math.max(weigh(words.keySet(), weights, one), weigh(window.keySet(), weights, one) / 2.0);
                double read = Math.max(count(words.keySet(), dictionary), count(window.keySet(), dictionary) / 2.0);
                int weight = weigh(shared.keySet(), weights, one);
                int features = count(shared.keySet(), dictionary);
                boolean byWeight = weight >= 24 && weight / all > 3 / 8.0 - 1e-9;
                boolean byFeatures = features >= 6 && features / read > 7 / 10.0 - 1e-9;
                for (int u = 0; u < windows.size(); u++) {
                    if (owners.get(u).equals(cut.contributor())) {
                        Map<String, Integer> own = windows.get(u);
                        Set<String> before = new HashSet<>(shared.keySet());
                        before.removeIf(word -> own.getOrDefault(word, Integer.MAX_VALUE) >= shared.get(word));
                        int said = weigh(before, weights, one);
                        int read2 = count(before, dictionary);
                        byWeight &= !(said * 1.5 > weight - 1e-9 && said * 8 >= weigh(own.keySet(), weights, one));
                        byFeatures &=
                                !(read2 * 1.5 > features - 1e-9 && read2 * 30 >= 7 * count(own.keySet(), dictionary));
                    }
                }
                if ((byWeight || byFeatures) && !owners.get(w).equals(cut.contributor())) {
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

    private static List<String> shuffled(List<String> words, Random random) {
        List<String> shuffled = new ArrayList<>(words);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /** Every {@code nth} word is another. */
    private static List<String> changed(List<String> words, int nth, Random random) {
        List<String> changed = new ArrayList<>(words);
        for (int at = 0; at < changed.size(); at += nth) {
            changed.set(at, word(random));
        }
        return changed;
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
