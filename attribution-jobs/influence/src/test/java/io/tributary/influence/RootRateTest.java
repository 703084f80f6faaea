// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RootRateTest {
    private static final long LIMIT_MAX = 1L << 38;

    @Test
    void aRateIsARootOfLimitByHelpRoundedDownAndAtMostSixteenBits() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            long limit = (random.nextLong() >>> 26) >> random.nextInt(39);
            long help = 1 + (random.nextLong() >>> 22) >> random.nextInt(42);
            long asked = Math.max(1, help);
            assertThat(BigInteger.valueOf(RootRate.square(asked, limit)))
                    .as("seed %s, help %s, limit %s", seed, asked, limit)
                    .isEqualTo(BigInteger.valueOf(limit)
                            .shiftLeft(24)
                            .divide(BigInteger.valueOf(asked))
                            .sqrt()
                            .min(BigInteger.valueOf(65_535)));
            assertThat(BigInteger.valueOf(RootRate.fourth(asked, limit)))
                    .as("seed %s, help %s, limit %s", seed, asked, limit)
                    .isEqualTo(PlainBundles.fourthRootRate(BigInteger.valueOf(asked), BigInteger.valueOf(limit)));
        }
    }

    @Test
    void theRateByTheFourthRootIsTheThirdPowerOfItsFourthPart() {
        for (long ratio = 1; ratio < 1L << 30; ratio += 1 + ratio / 500) {
            double exact = Math.pow(Math.scalb((double) ratio, -24), 0.75) * 4096;
            // The inner root is rounded down, too: of a small ratio by much.
            double inner = Math.sqrt(Math.floor(Math.sqrt(ratio)) / Math.sqrt(ratio));
            assertThat((double) RootRate.fourth(1L << 24, ratio))
                    .as("ratio %s", ratio)
                    .isBetween(Math.min(65_535, exact * inner) - 1.01, Math.min(65_535, exact));
        }
    }

    @Test
    void squaresAndTheirNeighboursAreExact() {
        for (long root = 1; root < 65_535; root++) {
            // limit 2^24 s / 2^24 = s
            assertThat(RootRate.square(1L << 24, root * root)).isEqualTo((int) root);
            assertThat(RootRate.square(1L << 24, root * root - 1)).isEqualTo((int) root - 1);
        }
    }

    @Test
    void moreHelpWeighsMoreUpToTheRoundingOfTheRate() {
        long limit = 1_000_003;
        long before = 0;
        long beforeByFourth = 0;
        for (long help = 1; help <= 10 * limit; help += 1 + help / 1000) {
            long counted = help * RootRate.square(help, limit);
            assertThat(counted).as("help %s", help).isGreaterThan(before - before / 1000);
            before = counted;
            long fourth = help * RootRate.fourth(help, limit);
            assertThat(fourth).as("help %s", help).isGreaterThan(beforeByFourth - beforeByFourth / 500);
            beforeByFourth = fourth;
        }
    }

    @Test
    void helpBelowOneAndLimitsBeyondTheScoresAreRefused() {
        assertThat(RootRate.square(10 * LIMIT_MAX, LIMIT_MAX)).isEqualTo(1295);
        assertThat(RootRate.fourth(10 * LIMIT_MAX, LIMIT_MAX)).isEqualTo(728);
        assertThatThrownBy(() -> RootRate.fourth(0, 1)).hasMessageContaining("want help of 1 or more");
        assertThatThrownBy(() -> RootRate.square(0, 1)).hasMessageContaining("want help of 1 or more");
        assertThatThrownBy(() -> RootRate.square(1, LIMIT_MAX + 1)).hasMessageContaining("a limit of 0 to 2^38");
        assertThatThrownBy(() -> RootRate.square(1, -1)).hasMessageContaining("a limit of 0 to 2^38");
    }
}
