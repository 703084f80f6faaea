// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

/**
 * What a unit of a bundle's help weighs where help is paid by its square root: {@code sqrt(limit / help)}, rounded down in units of
 * 2^-{@value #BITS} and at most {@value #MOST}, so that help times rate is about {@code sqrt(limit * help)}. The limit is that of one
 * row's score on the answer, by which alone the rate would be 1. Source: {@code lakehouse/protocol/spec/pay.md}.
 */
final class RootRate {
    /** Fraction bits of a rate. */
    static final int BITS = 12;

    /** The rate of help below about a 256th of the limit, which is paid in proportion. */
    static final int MOST = (1 << Character.SIZE) - 1;

    private RootRate() {}

    /**
     * The rate.
     *
     * @param help of a bundle on an answer, 1 or more
     * @param limit of a row's score there, 0..2^38
     */
    static int of(long help, long limit) {
        if (help < 1 || limit < 0 || limit > BundleSums.SCORE_MAX) {
            throw new IllegalArgumentException("help is " + help + " and the limit " + limit
                    + ", want help of 1 or more and a limit of 0 to 2^38");
        }
        return root((limit << 2 * BITS) / help);
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
