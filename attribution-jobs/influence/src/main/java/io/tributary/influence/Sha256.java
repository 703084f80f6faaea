// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over big-endian int32 sequences and bytes, as lower-case hex: how every object of the method is named. */
final class Sha256 {
    private static final int CHUNK_INTS = 1 << 14;

    private Sha256() {}

    /** The digest of {@code values}, each written as four big-endian bytes. */
    static String ofInts(int[] values) {
        MessageDigest digest = newDigest();
        ByteBuffer buffer = ByteBuffer.allocate(4 * CHUNK_INTS);
        for (int from = 0; from < values.length; from += CHUNK_INTS) {
            int count = Math.min(CHUNK_INTS, values.length - from);
            buffer.clear();
            buffer.asIntBuffer().put(values, from, count);
            digest.update(buffer.array(), 0, 4 * count);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The digest of {@code bytes}. */
    static String ofBytes(byte[] bytes) {
        return HexFormat.of().formatHex(newDigest().digest(bytes));
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256; this one has not", e);
        }
    }
}
