// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.SparseRow;
import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DuplicateRuleTest {
    private static final int SIDE = 6;
    private static final byte FULL = 16;

    @Test
    void bagsCompareTokensInAnyOrderByAnExactRatio() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<String> left = tokens(random);
            List<String> right = new ArrayList<>(random.nextBoolean() ? left : tokens(random));
            Collections.shuffle(right, random);
            for (int k = random.nextInt(right.size()); k > 0; k--) {
                right.set(random.nextInt(right.size()), "w" + random.nextInt(40));
            }
            List<String> rest = new ArrayList<>(right);
            int shared = 0;
            for (String token : left) {
                shared += rest.remove(token) ? 1 : 0;
            }
            boolean want = 5 * shared >= 2 * (left.size() + right.size() - shared);
            Content one = new Content.Words(left);
            Content other = new Content.Words(right);
            DuplicateRule rule = DuplicateRule.named("bag/v1", RepeatRule.PHRASES);
            assertThat(rule.repeats(one, other)).as("seed %s", seed).isEqualTo(want);
            assertThat(rule.repeats(other, one)).as("seed %s", seed).isEqualTo(want);
        }
    }

    private static List<String> tokens(Random random) {
        List<String> tokens = new ArrayList<>();
        for (int k = 1 + random.nextInt(30); k > 0; k--) {
            tokens.add("w" + random.nextInt(40));
        }
        return tokens;
    }

    @Test
    void reorderedTextsPassRunsOfTokensButNotBags() {
        Scene scene = SmallMarkets.texts(6);
        Attempt attempt =
                Attacks.named("paraphrase").attempts(scene, new Random(1)).get(1);
        int copies = scene.market().examples("c01").size();
        assertThat(refused(attempt, "jaccard/v1")).isZero();
        assertThat(refused(attempt, "bag/v1")).isEqualTo(copies);
    }

    @Test
    void mostReorderedTextsAreRowsByRunsOfTokensButNotByWords() {
        Scene scene = SmallMarkets.texts(6);
        Attempt attempt =
                Attacks.named("paraphrase").attempts(scene, new Random(1)).get(1);
        assertThat(copierRows(attempt, RepeatRule.PHRASES)).isGreaterThanOrEqualTo(10);
        assertThat(copierRows(attempt, RepeatRule.WORDS))
                .as("some hold too few words that are rare among sixty texts")
                .isLessThanOrEqualTo(5);
    }

    private static long copierRows(Attempt attempt, RepeatRule rule) {
        return Intake.of(attempt.market().submissions(), DuplicateRule.named("jaccard/v1", rule), 60).items().stream()
                .filter(item -> item.contributor().equals("c00-alias-2"))
                .count();
    }

    private static int refused(Attempt attempt, String rule) {
        return Intake.of(attempt.market().submissions(), DuplicateRule.named(rule, RepeatRule.PHRASES), 200)
                .refused()
                .size();
    }

    @Test
    void imagesRepeatEachOtherByThePixelsThatTheyHaveInCommonWhereverThisIsLessThanAPixelAway() {
        DuplicateRule rule = DuplicateRule.platform();
        int repeated = 0;
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            byte[] left = ink(random);
            byte[] right = random.nextInt(3) == 0 ? ink(random) : moved(left, random);
            int quarters = 2 + random.nextInt(3);
            for (int at = 0; at < right.length; at++) {
                right[at] = (byte) (right[at] * quarters / 4);
            }
            for (int k = random.nextInt(SIDE * SIDE); k > 0; k--) {
                int at = random.nextInt(SIDE * SIDE);
                right[at] =
                        (byte) (right[at] == 0 ? 0 : Math.min(FULL, Math.max(0, right[at] + random.nextInt(9) - 4)));
            }
            boolean want = repeats(left, right);
            repeated += want ? 1 : 0;
            assertThat(rule.repeats(image(left), image(right)))
                    .as("seed %s", seed)
                    .isEqualTo(want);
            assertThat(rule.repeats(image(right), image(left)))
                    .as("seed %s", seed)
                    .isEqualTo(want);
        }
        assertThat(repeated).isBetween(50, 350);
    }

    /** By the rule's definition: as they are, or with the sums of both multiplied into each other. */
    private static boolean repeats(byte[] left, byte[] right) {
        return repeats(left, right, 1, 1) || repeats(left, right, sum(right), sum(left));
    }

    private static long sum(byte[] pixels) {
        long sum = 0;
        for (byte pixel : pixels) {
            sum += pixel;
        }
        return sum;
    }

    /** For each move the inked places of the plane, and how far the two are apart there. */
    private static boolean repeats(byte[] left, byte[] right, long timesLeft, long timesRight) {
        for (int move = 0; move < 9; move++) {
            long inked = 0;
            long[] within = new long[3];
            for (int y = -1; y <= SIDE; y++) {
                for (int x = -1; x <= SIDE; x++) {
                    int one = at(left, x, y);
                    int two = at(right, x + move % 3 - 1, y + move / 3 - 1);
                    long weight = one == 0 && two == 0 ? 0 : one == FULL || two == FULL ? 1 : 2;
                    inked += weight;
                    for (int apart = 0; apart < 3; apart++) {
                        boolean near =
                                Math.abs(one * timesLeft - two * timesRight) <= apart * Math.max(timesLeft, timesRight);
                        within[apart] += near ? weight : 0;
                    }
                }
            }
            if (inked > 0
                    && (5 * within[0] >= 2 * inked || 5 * within[1] >= 4 * inked || 20 * within[2] >= 19 * inked)) {
                return true;
            }
        }
        return false;
    }

    private static int at(byte[] pixels, int x, int y) {
        return x < 0 || y < 0 || x >= SIDE || y >= SIDE ? 0 : pixels[y * SIDE + x];
    }

    private static byte[] ink(Random random) {
        byte[] pixels = new byte[SIDE * SIDE];
        for (int at = 0; at < pixels.length; at++) {
            pixels[at] = (byte) Math.max(0, Math.min(FULL, random.nextInt(3 * FULL) - FULL));
        }
        return pixels;
    }

    private static byte[] moved(byte[] pixels, Random random) {
        int right = random.nextInt(3) - 1;
        int down = random.nextInt(3) - 1;
        byte[] moved = new byte[pixels.length];
        for (int at = 0; at < moved.length; at++) {
            moved[at] = (byte) at(pixels, at % SIDE + right, at / SIDE + down);
        }
        return moved;
    }

    private static Content image(byte[] pixels) {
        byte[] row = Arrays.copyOf(pixels, pixels.length + 1);
        row[pixels.length] = FULL;
        return new Content.Pixels(SparseRow.ofDense(row));
    }

    @Test
    void copiesMovedImagesAndBridgesAreTakenOutAndHonestImagesStay() {
        Scene scene = SmallMarkets.digits(6, 1);
        assertThat(scene.honest().trained().refused()).isEmpty();
        for (String attack : List.of("near-copy", "paraphrase", "bridging")) {
            Attempt attempt =
                    Attacks.named(attack).attempts(scene, new Random(1)).get(0);
            int added = attempt.market().submissions().size()
                    - scene.market().submissions().size();
            assertThat(refused(attempt, "jaccard/v1")).as(attack).isBetween(added * 9 / 10, added);
        }
    }

    @Test
    void anUnknownRuleIsOneSentence() {
        assertThatThrownBy(() -> DuplicateRule.named("none", RepeatRule.PHRASES))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("duplicate rule is 'none', want one of jaccard/v1, bag/v1");
    }
}
