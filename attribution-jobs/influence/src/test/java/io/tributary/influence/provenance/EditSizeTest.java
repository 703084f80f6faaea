// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an editor changed is counted in tokens, against a search through all subsequences. */
class EditSizeTest {
    private static final long SEED = 7;

    @Test
    void editsWorkedOutByHand() {
        assertThat(EditSize.of("one two three", "one two three")).contains(new EditSize(3, 0));
        assertThat(EditSize.of("One, two: THREE!", "one two three")).contains(new EditSize(3, 0));
        assertThat(EditSize.of("one two three", "one too three")).contains(new EditSize(3, 1));
        assertThat(EditSize.of("one two three", "two three one")).contains(new EditSize(3, 1));
        assertThat(EditSize.of("one two three", "three two one")).contains(new EditSize(3, 2));
        assertThat(EditSize.of("one two three", "one")).contains(new EditSize(1, 0));
        assertThat(EditSize.of("one", "zero one two three")).contains(new EditSize(4, 3));
        assertThat(EditSize.of("a b a b", "a b")).contains(new EditSize(2, 0));
        assertThat(EditSize.of("one two", "...")).contains(new EditSize(0, 0));
    }

    @Test
    void whatWasKeptIsTheLongestCommonSubsequence() {
        Random random = new Random(SEED);
        for (int example = 0; example < 2_000; example++) {
            List<String> before = words(random);
            List<String> after = words(random);
            int kept = longest(before, after);
            assertThat(EditSize.of(String.join(" ", before), String.join(" ", after)))
                    .as("seed %s, example %s: %s to %s", SEED, example, before, after)
                    .contains(new EditSize(after.size(), after.size() - kept));
        }
    }

    @Test
    void longTextsAreComparedAsByTheWholeTable() {
        Random random = new Random(SEED);
        for (int example = 0; example < 200; example++) {
            List<String> before = words(random, random.nextInt(400), 2 + random.nextInt(12));
            List<String> after = words(random, random.nextInt(400), 2 + random.nextInt(12));
            int kept = byTable(before, after);
            assertThat(EditSize.of(String.join(" ", before), String.join(" ", after)))
                    .as("seed %s, example %s: %s to %s", SEED, example, before, after)
                    .contains(new EditSize(after.size(), after.size() - kept));
        }
    }

    private static int byTable(List<String> before, List<String> after) {
        int[][] table = new int[before.size() + 1][after.size() + 1];
        for (int i = 1; i <= before.size(); i++) {
            for (int j = 1; j <= after.size(); j++) {
                table[i][j] = before.get(i - 1).equals(after.get(j - 1))
                        ? table[i - 1][j - 1] + 1
                        : Math.max(table[i - 1][j], table[i][j - 1]);
            }
        }
        return table[before.size()][after.size()];
    }

    private static List<String> words(Random random) {
        return words(random, random.nextInt(9), 4);
    }

    private static List<String> words(Random random, int count, int alphabet) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(Character.toString('a' + random.nextInt(alphabet)));
        }
        return words;
    }

    /** Tries every subset of the words before. */
    private static int longest(List<String> before, List<String> after) {
        int best = 0;
        for (int subset = 0; subset < 1 << before.size(); subset++) {
            int found = 0;
            int at = 0;
            for (int i = 0; i < before.size() && at >= 0; i++) {
                if ((subset >> i & 1) == 1) {
                    int place = after.subList(at, after.size()).indexOf(before.get(i));
                    at = place < 0 ? -1 : at + place + 1;
                    found++;
                }
            }
            best = at < 0 ? best : Math.max(best, found);
        }
        return best;
    }

    @Test
    void textsThatAreTooLongAreNotComparedButForTheirCommonEnds() {
        String[] words = new String[9_000];
        Arrays.setAll(words, i -> "w" + i);
        String text = String.join(" ", words);
        Arrays.setAll(words, i -> "v" + i);
        assertThat(EditSize.of(text, String.join(" ", words))).isEmpty();
        assertThat(EditSize.of(text, text + " more")).contains(new EditSize(9_001, 1));
        assertThat(EditSize.of(text, "more " + text)).contains(new EditSize(9_001, 1));
    }
}
