// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.Token;
import io.tributary.influence.Tokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DuplicateIndexTest {
    @Test
    void aTextIsRepeatedByTheSameWordsInOtherDress() {
        String text = "Fellow-citizens of the Senate: I can't but say that the state of our union is strong.";
        assertThat(TextPrint.repeats(text, text)).isTrue();
        assertThat(TextPrint.repeats(
                        text,
                        "FELLOW citizens -- of the senate, i can\u2019t but say that the state of our union is strong"))
                .isTrue();
        assertThat(TextPrint.repeats(text, "Nothing of the kind was ever said by anybody in this house before today."))
                .isFalse();
    }

    @Test
    void whatDoesNotFoldToFiveTokensIsRepeatedByItselfAlone() {
        assertThat(TextPrint.repeats("four words at most", "four words at most"))
                .isTrue();
        assertThat(TextPrint.repeats("four words at most", "Four words at most."))
                .isFalse();
        assertThat(TextPrint.repeats("\u56fd\u4f1a\u306e\u6f14\u8aac GDP", "\u5225\u306e\u6587\u66f8 GDP"))
                .isFalse();
        assertThat(TextPrint.repeats("\u56fd\u4f1a\u306e\u6f14\u8aac", "\u56fd\u4f1a\u306e\u6f14\u8aac"))
                .isTrue();
        assertThat(TextPrint.repeats("", "")).isTrue();
        assertThat(TextPrint.repeats("", "...")).isFalse();
        // The characters that mark phrases and whole texts apart can not be brought in from outside.
        assertThat(TextPrint.repeats("a b c d e", "wa b c d e")).isFalse();
    }

    @Test
    void foldedTokensHaveThePrintOfTheirText() {
        Random random = new Random(11);
        for (int round = 0; round < 50; round++) {
            String text = words(random, random.nextInt(12), 30);
            List<String> tokens = Tokens.of(text).stream().map(Token::text).toList();
            assertThat(TextPrint.ofTokens(tokens).phrases())
                    .isEqualTo(TextPrint.of(text).phrases());
        }
    }

    @Test
    void similarityIsThatOfTheSetsOfWrittenPhrases() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            String left = words(random, 5 + random.nextInt(60), 40);
            String right = edited(random, left, random.nextInt(20));
            Set<String> shared = writtenPhrases(left);
            Set<String> total = new HashSet<>(shared);
            shared.retainAll(writtenPhrases(right));
            total.addAll(writtenPhrases(right));
            assertThat(TextPrint.of(left).similarity(TextPrint.of(right)))
                    .as("seed %s", seed)
                    .isEqualTo(new Jaccard(shared.size(), total.size()));
        }
    }

    @Test
    void textsAtTheThresholdShareAKeyNearlyAlways() {
        int reached = 0;
        int found = 0;
        for (long seed = 1; seed <= 4000; seed++) {
            Random random = new Random(seed);
            String text = words(random, 120, 5000);
            TextPrint print = TextPrint.of(text);
            TextPrint other = TextPrint.of(edited(random, text, 5 + random.nextInt(6)));
            Jaccard similarity = print.similarity(other);
            if (similarity.reachesThreshold() && similarity.compareTo(new Jaccard(3, 5)) < 0) {
                reached++;
                found += print.repeats(other) ? 1 : 0;
            }
        }
        assertThat(reached).isGreaterThan(500);
        assertThat(found).isGreaterThanOrEqualTo(reached * 99 / 100);
    }

    @Test
    void aChainOfSmallChangesDrawsNoUnlikeRecordsTogether() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            List<String> chain = new ArrayList<>(List.of(words(random, 60, 4000)));
            for (int link = 1; link < 12; link++) {
                chain.add(edited(random, chain.get(link - 1), 3));
            }
            DuplicateIndex index = new DuplicateIndex();
            for (int i = 0; i < chain.size(); i++) {
                Optional<DuplicateIndex.Repeat> repeat = index.add(Integer.toString(i), TextPrint.of(chain.get(i)));
                if (repeat.isPresent()) {
                    String canonical = chain.get(Integer.parseInt(repeat.get().canonicalRecordId()));
                    assertThat(TextPrint.repeats(chain.get(i), canonical))
                            .as("seed %s", seed)
                            .isTrue();
                }
            }
            assertThat(index.find(TextPrint.of(chain.get(0))).orElseThrow().canonicalRecordId())
                    .as("seed %s", seed)
                    .isEqualTo("0");
            assertThat(TextPrint.repeats(chain.get(0), chain.get(11)))
                    .as("seed %s", seed)
                    .isFalse();
        }
    }

    @Test
    void theMostSimilarRecordIsRepeatedAndOfEqualOnesTheEarliest() {
        String text = "one two three four five six seven eight nine ten eleven twelve";
        DuplicateIndex index = new DuplicateIndex();
        assertThat(index.add("a", TextPrint.of(text + " far off from all behind")))
                .isEmpty();
        assertThat(index.add("b", TextPrint.of("some thing else again in " + text)))
                .isEmpty();
        assertThat(index.find(TextPrint.of(text))).contains(new DuplicateIndex.Repeat("a", new Jaccard(8, 13)));
        assertThat(index.find(TextPrint.of("In " + text))).contains(new DuplicateIndex.Repeat("b", new Jaccard(9, 13)));
        assertThat(index.add("c", TextPrint.of("Some thing else, again in " + text)))
                .contains(new DuplicateIndex.Repeat("b", new Jaccard(13, 13)));
    }

    @Test
    void whoCrowdsTheKeysOfHisOwnTextBeforehandStillHasItsCopiesSetAside() {
        long seed = 17;
        Random random = new Random(seed);
        String text = words(random, 200, 9000);
        TextPrint print = TextPrint.of(text);
        Map<Long, Integer> holders = new HashMap<>();
        DuplicateIndex index = new DuplicateIndex();
        int records = 0;
        while (LongStream.of(print.keys())
                .limit(MinHash.BANDS)
                .anyMatch(key -> holders.getOrDefault(key, 0) < DuplicateIndex.HOLDERS)) {
            TextPrint part = TextPrint.of(pieces(random, text));
            for (int copy = 0; copy < DuplicateIndex.HOLDERS; copy++) {
                index.add("junk-" + records++, part);
            }
            for (long key : part.keys()) {
                holders.merge(key, DuplicateIndex.HOLDERS, Integer::sum);
            }
        }
        assertThat(index.add("text", print)).as("seed %s", seed).isEmpty();
        assertThat(index.find(TextPrint.of(edited(random, text, 1))))
                .as("what the rule does not see, seed %s", seed)
                .isEmpty();
        assertThat(index.add("copy", TextPrint.of(text.toUpperCase(Locale.ROOT))))
                .as("seed %s", seed)
                .contains(new DuplicateIndex.Repeat("text", new Jaccard(196, 196)));
    }

    /** Less than half of a text, in pieces of twenty words. */
    private static String pieces(Random random, String text) {
        String[] words = text.split(" ");
        List<Integer> starts = new ArrayList<>();
        for (int start = -random.nextInt(20); start < words.length; start += 20) {
            starts.add(start);
        }
        Collections.shuffle(starts, random);
        StringBuilder chosen = new StringBuilder();
        for (int start : starts.subList(0, starts.size() * 9 / 20)) {
            for (int i = Math.max(0, start); i < Math.min(words.length, start + 20); i++) {
                chosen.append(words[i]).append(' ');
            }
        }
        return chosen.toString();
    }

    @Test
    void aKeyThatThousandsHoldIsComparedWithSixteenAndHidesNoCopy() {
        // The same notice at the end of every record, which is less than the half of each.
        String notice = words(new Random(5), 40, 1000);
        DuplicateIndex index = new DuplicateIndex();
        int records = 3_000;
        for (int i = 0; i < records; i++) {
            assertThat(index.add("r" + i, TextPrint.of(words(new Random(100 + i), 45, 9000) + " " + notice)))
                    .as("record %s", i)
                    .isEmpty();
        }
        assertThat(index.comparisons())
                .isGreaterThan(records)
                .isLessThan((long) records * TextPrint.KEYS * DuplicateIndex.HOLDERS)
                .isLessThan((long) records * (records - 1) / 10);
        TextPrint copy = TextPrint.of(edited(new Random(3), words(new Random(1_600), 45, 9000) + " " + notice, 2));
        assertThat(index.find(copy).orElseThrow().canonicalRecordId()).isEqualTo("r1500");
    }

    @Test
    void ratiosCompareExactlyAndRefuseWhatIsNone() {
        assertThat(new Jaccard(1, 2).compareTo(new Jaccard(2, 4))).isZero();
        assertThat(new Jaccard(Integer.MAX_VALUE - 1, Integer.MAX_VALUE)
                        .compareTo(new Jaccard(Integer.MAX_VALUE - 2, Integer.MAX_VALUE)))
                .isPositive();
        assertThat(new Jaccard(1_000_000, 2_000_001).reachesThreshold()).isFalse();
        assertThatThrownBy(() -> new Jaccard(3, 2)).hasMessageContaining("similarity is 3/2");
        assertThatThrownBy(() -> new Jaccard(0, 0)).hasMessageContaining("similarity is 0/0");
    }

    private static Set<String> writtenPhrases(String text) {
        List<String> words = List.of(text.split(" "));
        Set<String> phrases = new HashSet<>();
        for (int at = 0; at + 5 <= words.size(); at++) {
            phrases.add(words.subList(at, at + 5).toString());
        }
        return phrases;
    }

    private static String words(Random random, int count, int vocabulary) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add("w" + random.nextInt(vocabulary));
        }
        return String.join(" ", words);
    }

    /** The text with some words replaced. */
    private static String edited(Random random, String text, int edits) {
        String[] words = text.split(" ");
        for (int i = 0; i < edits; i++) {
            words[random.nextInt(words.length)] = "e" + random.nextInt(100_000);
        }
        return String.join(" ", words);
    }
}
