// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** 64-bit words as the bytes of a binary column, big-endian, one after the other: a column of numbers would box each. */
final class Words {
    /** A buffer would leave Java for each handful of words. */
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Words() {}

    static byte[] bytes(long[] words) {
        byte[] bytes = new byte[Math.multiplyExact(words.length, Long.BYTES)];
        for (int place = 0; place < words.length; place++) {
            WORD.set(bytes, place * Long.BYTES, words[place]);
        }
        return bytes;
    }

    static long[] of(byte[] bytes) {
        long[] words = new long[bytes.length / Long.BYTES];
        for (int place = 0; place < words.length; place++) {
            words[place] = at(bytes, place);
        }
        return words;
    }

    /** One word. Requires 0 <= place < number of words. */
    static long at(byte[] bytes, int place) {
        return (long) WORD.get(bytes, place * Long.BYTES);
    }
}
