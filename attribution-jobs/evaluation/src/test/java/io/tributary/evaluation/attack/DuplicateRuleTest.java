// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.SparseRow;
import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DuplicateRuleTest {
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
            DuplicateRule rule = DuplicateRule.named("bag/v1");
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

    private static int refused(Attempt attempt, String rule) {
        return Intake.of(attempt.market().submissions(), DuplicateRule.named(rule))
                .refused()
                .size();
    }

    @Test
    void imagesAreAlikeByTheirInkWithoutTheBias() {
        DuplicateRule rule = DuplicateRule.platform();
        assertThat(rule.repeats(image(10, 0, 10), image(9, 0, 9))).isTrue();
        assertThat(rule.repeats(image(10, 0, 10), image(9, 0, 8))).isFalse();
        assertThat(rule.repeats(image(10, 0, 0), image(0, 10, 0))).isFalse();
        assertThat(rule.repeats(image(10, 0, 0), image(10, 1, 0))).isTrue();
        assertThat(rule.repeats(image(10, 0, 0), image(10, 2, 0))).isFalse();
    }

    private static Content image(int first, int second, int third) {
        return new Content.Pixels(SparseRow.ofDense(new byte[] {(byte) first, (byte) second, (byte) third, 16}));
    }

    @Test
    void anUnknownRuleIsOneSentence() {
        assertThatThrownBy(() -> DuplicateRule.named("none"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("duplicate rule is 'none', want one of jaccard/v1, bag/v1");
    }
}
