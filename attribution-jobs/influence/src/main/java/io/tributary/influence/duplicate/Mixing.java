// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.nio.charset.StandardCharsets;

/** The 64-bit hashes of the rule: FNV-1a over bytes, and the finaliser of MurmurHash3, a bijection of 64-bit words. */
final class Mixing {
    /** 2^64 divided by the golden ratio, odd. */
    static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final int BYTE = 0xff;

    private Mixing() {}

    /** The mixed FNV-1a hash of the UTF-8 bytes of {@code text}. */
    static long hash(String text) {
        long hash = FNV_BASIS;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & BYTE)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** MurmurHash3's 64-bit finaliser. */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
