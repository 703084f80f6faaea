// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.util.Arrays;

/**
 * Locality-sensitive keys of a set of phrases: {@value #BANDS} bands, each the mixed minima of {@value #ROWS} permutations of the 64-bit
 * words. Two sets of similarity J have one band's key in common with probability J^3, and some key with 1 - (1 - J^3)^42: 0.996 at 1/2.
 */
final class MinHash {
    /** Keys of a set. */
    static final int BANDS = 42;

    /** Permutations behind one key. */
    static final int ROWS = 3;

    private static final long BAND_NUMBERS = 64;
    private static final long[] SEEDS = seeds();

    private MinHash() {}

    /** The key of each band. Its lowest six bits are the band's number, so that keys of different bands differ. */
    static long[] keys(long[] phrases) {
        long[] keys = new long[BANDS];
        for (int band = 0; band < BANDS; band++) {
            long key = 0;
            for (int row = 0; row < ROWS; row++) {
                key = Mixing.mix(key ^ least(phrases, SEEDS[band * ROWS + row]));
            }
            keys[band] = key & -BAND_NUMBERS | band;
        }
        return keys;
    }

    /** The smallest image of a phrase, as unsigned numbers. */
    private static long least(long[] phrases, long seed) {
        long least = Long.MAX_VALUE;
        for (long phrase : phrases) {
            // Flipping the sign bit turns unsigned order into signed order.
            least = Math.min(least, Mixing.mix(phrase ^ seed) ^ Long.MIN_VALUE);
        }
        return least ^ Long.MIN_VALUE;
    }

    private static long[] seeds() {
        long[] seeds = new long[BANDS * ROWS];
        Arrays.setAll(seeds, i -> Mixing.mix((i + 1L) * Mixing.GOLDEN));
        return seeds;
    }
}
