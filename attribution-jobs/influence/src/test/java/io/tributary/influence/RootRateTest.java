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
    void aRateIsTheRootOfLimitByHelpRoundedDownAndAtMostSixteenBits() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            long limit = (random.nextLong() >>> 26) >> random.nextInt(39);
            long help = 1 + (random.nextLong() >>> 22) >> random.nextInt(42);
            long asked = Math.max(1, help);
            assertThat(BigInteger.valueOf(RootRate.of(asked, limit)))
                    .as("seed %s, help %s, limit %s", seed, asked, limit)
                    .isEqualTo(BigInteger.valueOf(limit)
                            .shiftLeft(24)
                            .divide(BigInteger.valueOf(asked))
                            .sqrt()
                            .min(BigInteger.valueOf(65_535)));
        }
    }

    @Test
    void squaresAndTheirNeighboursAreExact() {
        for (long root = 1; root < 65_535; root++) {
            // limit 2^24 s / 2^24 = s
            assertThat(RootRate.of(1L << 24, root * root)).isEqualTo((int) root);
            assertThat(RootRate.of(1L << 24, root * root - 1)).isEqualTo((int) root - 1);
        }
    }

    @Test
    void moreHelpWeighsMoreUpToTheRoundingOfTheRate() {
        long limit = 1_000_003;
        long before = 0;
        for (long help = 1; help <= 10 * limit; help += 1 + help / 1000) {
            long counted = help * RootRate.of(help, limit);
            assertThat(counted).as("help %s", help).isGreaterThan(before - before / 1000);
            before = counted;
        }
    }

    @Test
    void helpBelowOneAndLimitsBeyondTheScoresAreRefused() {
        assertThat(RootRate.of(10 * LIMIT_MAX, LIMIT_MAX)).isEqualTo(1295);
        assertThatThrownBy(() -> RootRate.of(0, 1)).hasMessageContaining("want help of 1 or more");
        assertThatThrownBy(() -> RootRate.of(1, LIMIT_MAX + 1)).hasMessageContaining("a limit of 0 to 2^38");
        assertThatThrownBy(() -> RootRate.of(1, -1)).hasMessageContaining("a limit of 0 to 2^38");
    }
}
