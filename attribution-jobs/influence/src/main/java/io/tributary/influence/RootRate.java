// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

/**
 * What a unit of a bundle's help weighs where help is paid by a root of it: rounded down in units of 2^-{@value #BITS} and at most
 * {@value #MOST}. Help times rate is about {@code sqrt(limit · help)}, or the fourth root of {@code limit³ · help}; the limit is that of
 * one row's score on the answer, by which alone the rate would be 1. Source: {@code lakehouse/protocol/spec/pay.md}.
 */
final class RootRate {
    /** Fraction bits of a rate. */
    static final int BITS = 12;

    /** The largest rate: help far below the limit is paid in proportion. */
    static final int MOST = (1 << Character.SIZE) - 1;

    /** Of limit over help in units of 2^-24: from 64 on the rate by the fourth root is at its most, and below that its square fits. */
    private static final long MUCH = 1L << 30;

    private RootRate() {}

    /**
     * {@code sqrt(limit / help)}.
     *
     * @param help of a bundle on an answer, 1 or more
     * @param limit of a row's score there, 0..2^38
     */
    static int square(long help, long limit) {
        return root(ratio(help, limit));
    }

    /**
     * {@code (limit / help)^(3/4)}, the square root of the ratio times its square root.
     *
     * @param help of a bundle on an answer, 1 or more
     * @param limit of a row's score there, 0..2^38
     */
    static int fourth(long help, long limit) {
        long ratio = ratio(help, limit);
        return ratio >= MUCH ? MOST : root(ratio * root(ratio) >> BITS);
    }

    /** Limit over help in units of 2^-24, rounded down. */
    private static long ratio(long help, long limit) {
        if (help < 1 || limit < 0 || limit > BundleSums.SCORE_MAX) {
            throw new IllegalArgumentException("help is " + help + " and the limit " + limit
                    + ", want help of 1 or more and a limit of 0 to 2^38");
        }
        return (limit << 2 * BITS) / help;
    }

    /** {@code min(MOST, floor(sqrt(square)))}, bit by bit. */
    private static int root(long square) {
        long root = 0;
        for (int bit = Character.SIZE - 1; bit >= 0; bit--) {
            long larger = root | 1L << bit;
            root = larger * larger <= square ? larger : root;
        }
        return (int) root;
    }
}
