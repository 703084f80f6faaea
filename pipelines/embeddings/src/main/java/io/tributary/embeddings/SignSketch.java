// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

/**
 * The signs of a vector's products with {@link #BITS} directions that are the same everywhere and always. Of two vectors at an angle a each
 * bit differs with probability a / π, so few differing bits say that the vectors may point the same way, for the price of four instructions
 * in place of several hundred.
 */
final class SignSketch {
    /** Bits of a sketch. */
    static final int BITS = 256;

    /** Words of 64 bits that a sketch is kept in. */
    static final int WORDS = BITS / Long.SIZE;

    private static final long STEP = 0x9e3779b97f4a7c15L;

    private SignSketch() {}

    /** Writes the sketch of a vector to {@code sketches} from {@code at} on. Directions have numbers 1 and -1 alone, so all is in integers. */
    static void write(byte[] vector, long[] sketches, int at) {
        for (int bit = 0; bit < BITS; bit++) {
            int sum = 0;
            long signs = 0;
            for (int i = 0; i < vector.length; i++) {
                if (i % Long.SIZE == 0) {
                    signs = mixed(STEP * (1 + bit + (long) BITS * (i / Long.SIZE)));
                }
                sum += (signs & 1) == 0 ? vector[i] : -vector[i];
                signs >>>= 1;
            }
            if (sum > 0) {
                sketches[at + bit / Long.SIZE] |= 1L << bit % Long.SIZE;
            }
        }
    }

    /** How many bits differ. */
    static int differing(long[] sketches, int one, int other) {
        int differing = 0;
        for (int word = 0; word < WORDS; word++) {
            differing += Long.bitCount(sketches[one + word] ^ sketches[other + word]);
        }
        return differing;
    }

    private static long mixed(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
