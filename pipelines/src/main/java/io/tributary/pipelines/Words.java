// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import java.nio.ByteBuffer;

/** 64-bit words as the bytes of a binary column, big-endian, one after the other: a column of numbers would box each. */
final class Words {
    private Words() {}

    static byte[] bytes(long[] words) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(words.length, Long.BYTES));
        bytes.asLongBuffer().put(words);
        return bytes.array();
    }

    static long[] of(byte[] bytes) {
        long[] words = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(words);
        return words;
    }
}
