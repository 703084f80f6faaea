// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

/**
 * Integer softmax, total over all inputs: probabilities in Q{@value #BITS} that sum to exactly 2^{@value #BITS}. The largest
 * class takes the rounding remainder, so residuals sum to exactly 0. Source: specification, section 3.
 */
public final class Softmax {
    /** Fraction bits of a probability. */
    public static final int BITS = 30;

    /** A probability of 1. */
    public static final int ONE = 1 << BITS;

    private static final long LOG2E_Q26 = 96817625;
    private static final int TABLE_BITS = 12;

    private Softmax() {}

    /**
     * Writes the probabilities of a row into {@code probabilities}.
     *
     * @param logits one per class, at scale 2^-(23 + fractionBits); |logit| < 2^47
     * @param fractionBits fx of the features, 0..7
     * @param probabilities receives C values in 0..2^30
     */
    public static void probabilities(long[] logits, int fractionBits, int[] probabilities) {
        int top = top(logits);
        long sum = 0;
        long[] powers = new long[logits.length];
        for (int c = 0; c < logits.length; c++) {
            powers[c] = exponential(logits[top] - logits[c], fractionBits);
            sum += powers[c];
        }
        long rest = ONE;
        for (int c = 0; c < logits.length; c++) {
            if (c != top) {
                probabilities[c] = (int) (((powers[c] << 31) + sum) / (2 * sum));
                rest -= probabilities[c];
            }
        }
        probabilities[top] = (int) rest;
    }

    /** Turns probabilities into residuals {@code p_c - 2^30 [c = label]} in place; they sum to exactly 0. */
    public static void toResiduals(int[] probabilities, int label) {
        probabilities[label] -= ONE;
    }

    /** The lowest class with the largest logit. */
    public static int top(long[] logits) {
        int top = 0;
        for (int c = 1; c < logits.length; c++) {
            if (logits[c] > logits[top]) {
                top = c;
            }
        }
        return top;
    }

    /** {@code exp(-t)} in Q30 for t >= 0 at scale 2^-(23 + fractionBits); 0 from 32 on. */
    private static long exponential(long t, int fractionBits) {
        if (t >= 1L << (28 + fractionBits)) {
            return 0;
        }
        // t < 2^35 and LOG2E < 2^27: u < 2^62.
        long u = t * LOG2E_Q26;
        int bits = 49 + fractionBits;
        int octaves = (int) (u >>> bits);
        long within = u & ((1L << bits) - 1);
        int j = (int) (within >>> (bits - TABLE_BITS));
        long remainder = (within & ((1L << (bits - TABLE_BITS)) - 1)) >>> (bits - 32);
        long upper = ExponentialTable.at(j);
        long value = upper - (((upper - ExponentialTable.at(j + 1)) * remainder + (1L << 19)) >> 20);
        return Rounding.shiftRight(value, octaves);
    }
}
