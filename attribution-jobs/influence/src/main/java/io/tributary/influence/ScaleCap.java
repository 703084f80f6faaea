// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.math.BigInteger;

/**
 * The cap on a row's scale: {@code s̃ = s min(1, m / σ)} in integers, so that no row earns by being large. Rows whose
 * self-influence is at most the committed median keep their score. Source: specification, section 9.
 */
public final class ScaleCap {
    /** Fraction bits of a cap factor. */
    public static final int BITS = 20;

    /** A factor of 1. */
    public static final int ONE = 1 << BITS;

    private ScaleCap() {}

    /**
     * The factor {@code min(2^20, floor(m 2^20 / σ))}, or 2^20 for σ = 0.
     *
     * @param median the committed median m, 0 or more
     * @param root the row's σ, 0 or more
     */
    public static int factor(long median, long root) {
        if (median < 0 || root < 0) {
            throw new IllegalArgumentException("median is " + median + " and root " + root + ", want 0 or more");
        }
        if (root <= median) {
            return ONE;
        }
        return BigInteger.valueOf(median)
                .shiftLeft(BITS)
                .divide(BigInteger.valueOf(root))
                .intValueExact();
    }

    /**
     * The capped score {@code s̃ = (s factor + 2^19) >> 20}.
     *
     * @param score a stored score, |s| <= 2^38
     * @param factor the row's factor, 0..2^20
     */
    public static long apply(long score, int factor) {
        return (score * factor + (1L << (BITS - 1))) >> BITS;
    }
}
