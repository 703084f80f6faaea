// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;
import java.math.BigInteger;

/**
 * What one bundle did on the held-out items. Beside its exact net influence it keeps the sum over items of its influence relative to
 * what all rows did on that item, {@code n = round(2^30 U / a)} with U = Σ s̃ over the bundle and a = Σ |s̃| over all rows: there no
 * item outweighs another. Partial nets merge in any order.
 *
 * <p>Bounds: |U| <= a <= 2^62, so |n| <= 2^30 and its sums over up to 2^32 items stay within 2^62; 2^31 U may need 74 bits.
 */
public final class BundleNet implements Serializable {
    /** Fraction bits of n. */
    public static final int BITS = 30;

    private static final long serialVersionUID = 1L;

    /** With |U| and a below this, {@code 2^31 U + a} stays within a long. */
    private static final long SMALL_SUM = 1L << 31;

    private static final long SMALL_TOTAL = 1L << 61;

    private final HeldOutNet influence = new HeldOutNet();
    private long normalised;
    private long positive;

    /**
     * Adds an item.
     *
     * @param exponent e_v of the item's query
     * @param sum U, what the bundle did
     * @param total a, what all rows did by size
     */
    public void add(int exponent, long sum, long total) {
        if (total < 0 || sum == Long.MIN_VALUE || Math.abs(sum) > total) {
            throw new IllegalArgumentException(
                    "bundle has the sum " + sum + " of a total of " + total + ", want a part of it");
        }
        influence.add(exponent, sum);
        long part = normalised(sum, total);
        normalised = Math.addExact(normalised, part);
        positive = Math.addExact(positive, Math.max(0, part));
    }

    /** {@code floor((2^31 U + a) / 2 a)}, which rounds {@code 2^30 U / a} to the nearest, halves up; 0 for a = 0. */
    static long normalised(long sum, long total) {
        if (total == 0) {
            return 0;
        }
        if (Math.abs(sum) <= SMALL_SUM && total <= SMALL_TOTAL) {
            return Math.floorDiv((sum << (BITS + 1)) + total, 2 * total);
        }
        BigInteger twice = BigInteger.valueOf(total).shiftLeft(1);
        BigInteger dividend = BigInteger.valueOf(sum).shiftLeft(BITS + 1).add(BigInteger.valueOf(total));
        // BigInteger rounds towards zero; the remainder of mod is never negative.
        return dividend.subtract(dividend.mod(twice)).divide(twice).longValueExact();
    }

    /** Adds the same bundle's net over other items. */
    public void merge(BundleNet other) {
        influence.merge(other.influence);
        normalised = Math.addExact(normalised, other.normalised);
        positive = Math.addExact(positive, other.positive);
    }

    /** {@code Σ_v U_v 2^(e_v)}, exact. */
    public HeldOutNet influence() {
        return influence;
    }

    /** {@code Σ_v n_v}. */
    public long normalised() {
        return normalised;
    }

    /** {@code Σ_v max(0, n_v)}. */
    public long positive() {
        return positive;
    }
}
