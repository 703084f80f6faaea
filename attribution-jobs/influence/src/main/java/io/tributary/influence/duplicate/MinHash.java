// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.util.Arrays;

/**
 * Locality-sensitive keys of a set of phrases: {@value #BANDS} bands, each the mixed minima of {@value #ROWS} permutations of the 64-bit
 * words. Two sets of similarity J have one band's key in common with probability J^3, and some key with 1 - (1 - J^3)^42: 0.996 at 1/2.
 */
final class MinHash {
    /** Keys of a set that unlike sets may share. */
    static final int BANDS = 42;

    /** Keys of a set. */
    static final int KEYS = BANDS + 1;

    /** Permutations behind one key. */
    static final int ROWS = 3;

    private static final long PLACES = 64;
    private static final long[] SEEDS = seeds();

    private MinHash() {}

    /**
     * The key of each band, then that of the whole set, which only sets of the same phrases share: so nobody who makes thousands of
     * records hold a text's bands hides copies of it. The lowest six bits are the key's place, so that keys of different places differ.
     */
    static long[] keys(long[] phrases) {
        long[] keys = new long[KEYS];
        for (int band = 0; band < BANDS; band++) {
            long key = 0;
            for (int row = 0; row < ROWS; row++) {
                key = Mixing.mix(key ^ least(phrases, SEEDS[band * ROWS + row]));
            }
            keys[band] = key & -PLACES | band;
        }
        keys[BANDS] = Mixing.mix(sum(phrases)) & -PLACES | BANDS;
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

    /** Order-free, modulo 2^64. */
    private static long sum(long[] phrases) {
        long sum = 0;
        for (long phrase : phrases) {
            sum += Mixing.mix(phrase);
        }
        return sum;
    }

    private static long[] seeds() {
        long[] seeds = new long[BANDS * ROWS];
        Arrays.setAll(seeds, i -> Mixing.mix((i + 1L) * Mixing.GOLDEN));
        return seeds;
    }
}
