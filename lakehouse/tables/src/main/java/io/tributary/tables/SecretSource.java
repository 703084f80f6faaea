// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Where new secrets come from. */
public interface SecretSource {
    /**
     * Secret bytes for one purpose.
     *
     * @param label names the purpose; a seeded source gives the same bytes for the same label
     * @param length number of bytes, 0 or more
     */
    byte[] bytes(String label, int length);

    /** Bytes from the platform's secure generator; the label does not matter. */
    static SecretSource random() {
        SecureRandom random = new SecureRandom();
        return (label, length) -> {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            return bytes;
        };
    }

    /**
     * Bytes that follow from a seed: HMAC-SHA-256(seed, label ‖ 0x00 ‖ block number as 4 bytes), block after block. For demonstrations
     * and tests that have to give the same result twice; anybody who knows the seed knows every secret.
     */
    static SecretSource seeded(byte[] seed) {
        SecretKeySpec key = new SecretKeySpec(seed, "HmacSHA256");
        return (label, length) -> {
            byte[] name = label.getBytes(StandardCharsets.UTF_8);
            byte[] bytes = new byte[length];
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(key);
                int filled = 0;
                for (int block = 0; filled < length; block++) {
                    mac.update(name);
                    mac.update((byte) 0);
                    byte[] part = mac.doFinal(
                            ByteBuffer.allocate(Integer.BYTES).putInt(block).array());
                    int count = Math.min(part.length, length - filled);
                    System.arraycopy(part, 0, bytes, filled, count);
                    filled += count;
                    Arrays.fill(part, (byte) 0);
                }
                return bytes;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
            }
        };
    }
}
