// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;
import java.math.BigInteger;

/**
 * One row's net influence on the held-out items, {@code Σ_v s̃_iv 2^(e_v)}, exact. Scores are first summed per exponent, so
 * partial sums merge in any order.
 *
 * <p>Bounds: |s̃| <= 2^38, so a sum per exponent over up to 2^24 items stays within 2^62; exponents lie in -19..58, so the net in
 * units of 2^-19 is below 2^(62 + 78).
 */
public final class HeldOutNet implements Serializable {
    /** The net is counted in units of 2^-UNIT_BITS of the score scale: the smallest query exponent. */
    public static final int UNIT_BITS = -Query.EXPONENT_MIN;

    private static final long serialVersionUID = 1L;

    private final long[] sums = new long[Query.EXPONENT_MAX - Query.EXPONENT_MIN + 1];

    /**
     * Adds the row's capped score on one held-out item.
     *
     * @param exponent e_v of the item's query
     * @param capped the capped score s̃_iv
     */
    public void add(int exponent, long capped) {
        int at = exponent - Query.EXPONENT_MIN;
        sums[at] = Math.addExact(sums[at], capped);
    }

    /** Adds the same row's net over other held-out items. */
    public void merge(HeldOutNet other) {
        for (int at = 0; at < sums.length; at++) {
            sums[at] = Math.addExact(sums[at], other.sums[at]);
        }
    }

    /** The net in units of 2^-{@link #UNIT_BITS}, exact. */
    public BigInteger value() {
        BigInteger value = BigInteger.ZERO;
        for (int at = 0; at < sums.length; at++) {
            if (sums[at] != 0) {
                value = value.add(BigInteger.valueOf(sums[at]).shiftLeft(at));
            }
        }
        return value;
    }

    /** -1, 0 or 1. */
    public int sign() {
        return value().signum();
    }
}
