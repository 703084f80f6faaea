// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
    @Test
    void theTableOfPowersIsItsDefinition() {
        int[] table = ExponentialTable.copy();
        assertThat(table).hasSize(4097);
        assertThat(Sha256.ofInts(table)).isEqualTo(ExponentialTable.SHA256);
        // (2T-1)^4096 <= 2^(126976-j) < (2T+1)^4096, by twelve squarings each; a seventeenth of the entries, ends
        // included.
        for (int j = 0; j <= 4096; j += j < 4080 ? 17 : 1) {
            BigInteger power = BigInteger.ONE.shiftLeft(126976 - j);
            assertThat(power4096(2L * table[j] - 1)).as("T[%s]", j).isLessThanOrEqualTo(power);
            assertThat(power4096(2L * table[j] + 1)).as("T[%s]", j).isGreaterThan(power);
        }
    }

    @Test
    void probabilitiesAreThoseOfTheVectors() {
        Vectors vectors = Vectors.read("softmax.txt");
        assertThat(vectors.count("logits")).isEqualTo(60);
        for (int i = 0; i < 60; i++) {
            long[] logits = vectors.longs("logits." + i);
            int[] probabilities = new int[logits.length];
            Softmax.probabilities(logits, vectors.number("fx." + i), probabilities);
            assertThat(probabilities).as("case %s", i).containsExactly(vectors.ints("probabilities." + i));
        }
    }

    @Test
    void probabilitiesAreWithinOneHundredMillionthOfTheExactOnesAndSumToOne() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            int classes = 2 + random.nextInt(9);
            int fractionBits = random.nextInt(8);
            double spread = Math.exp(random.nextDouble() * 6 - 3);
            long[] logits = new long[classes];
            double[] exact = new double[classes];
            double scale = Math.scalb(1.0, -23 - fractionBits);
            double top = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                logits[c] = (long) (random.nextGaussian() * spread / scale);
                top = Math.max(top, logits[c] * scale);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                exact[c] = StrictMath.exp(logits[c] * scale - top);
                sum += exact[c];
            }
            int[] probabilities = new int[classes];
            Softmax.probabilities(logits, fractionBits, probabilities);
            assertThat(Arrays.stream(probabilities).asLongStream().sum())
                    .as("seed %s", seed)
                    .isEqualTo(1L << 30);
            for (int c = 0; c < classes; c++) {
                assertThat(Math.abs(probabilities[c] * 0x1p-30 - exact[c] / sum))
                        .as("seed %s", seed)
                        .isLessThan(1e-8);
            }
        }
    }

    @Test
    void extremeLogitsGiveCertaintyAndTiesShareIt() {
        long far = (1L << 31) * 127 * 516;
        int[] probabilities = new int[3];
        Softmax.probabilities(new long[] {-far, far, -far}, 7, probabilities);
        assertThat(probabilities).containsExactly(0, 1 << 30, 0);
        Softmax.probabilities(new long[] {far, far, far}, 7, probabilities);
        assertThat(probabilities).containsExactly(357913942, 357913941, 357913941);
        int[] many = new int[1024];
        Softmax.probabilities(new long[1024], 0, many);
        assertThat(many).containsOnly(1 << 20);
    }

    private static BigInteger power4096(long base) {
        BigInteger power = BigInteger.valueOf(base);
        for (int i = 0; i < 12; i++) {
            power = power.multiply(power);
        }
        return power;
    }
}
