// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

/** Shifts and bit lengths as the specification writes them. */
final class Rounding {
    private Rounding() {}

    /** {@code rsh(v, k)}: v / 2^k rounded half up for k > 0, v 2^-k else. */
    static long shiftRight(long value, int bits) {
        return bits > 0 ? (value + (1L << (bits - 1))) >> bits : value << -bits;
    }

    /** {@code bl(v)}: bit length of |v|; 0 for 0. */
    static int bitLength(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.abs(value));
    }
}
