// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.seal;

import io.tributary.protocol.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One AES-256-GCM key of a contributor in a Datanet. The nonce is the first 12 bytes of HMAC-SHA-256 over the record id and the
 * plaintext under a key derived from the same secret: sealing draws no randomness, the same record seals to the same bytes, and two
 * different plaintexts share a nonce with probability 2^-96 (the synthetic-IV idea of RFC 5297). The record id is associated data, so
 * a payload cannot be moved to another record.
 */
public final class SealingKey {
    /** Length of the key. */
    public static final int BYTES = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /** How many bytes longer than its plaintext a sealed one is. */
    public static final int OVERHEAD_BYTES = NONCE_BYTES + TAG_BITS / Byte.SIZE;

    private final SecretKeySpec cipherKey;
    private final SecretKeySpec nonceKey;

    private SealingKey(SecretKeySpec cipherKey, SecretKeySpec nonceKey) {
        this.cipherKey = cipherKey;
        this.nonceKey = nonceKey;
    }

    /** The key of 32 secret bytes. */
    public static SealingKey of(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException(secret.length + " bytes, want " + BYTES);
        }
        SecretKeySpec root = new SecretKeySpec(secret, "HmacSHA256");
        return new SealingKey(
                new SecretKeySpec(hmac(root, "tributary/seal/cipher".getBytes(StandardCharsets.US_ASCII)), "AES"),
                new SecretKeySpec(
                        hmac(root, "tributary/seal/nonce".getBytes(StandardCharsets.US_ASCII)), "HmacSHA256"));
    }

    /** Nonce ‖ ciphertext ‖ tag of a plaintext that belongs to a record. */
    public byte[] seal(String recordId, byte[] plaintext) {
        byte[] id = recordId.getBytes(StandardCharsets.UTF_8);
        byte[] nonce = Arrays.copyOf(hmac(nonceKey, new byte[] {(byte) id.length}, id, plaintext), NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, id);
            byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(plaintext.length));
            cipher.doFinal(plaintext, 0, plaintext.length, sealed, NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /**
     * Opens what {@link #seal} made for this record.
     *
     * @throws InvalidInputException if the bytes were changed, sealed by another key or for another record
     */
    public byte[] open(String recordId, byte[] sealed) {
        if (sealed.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
            throw new InvalidInputException(
                    "sealed payload of record " + recordId + " has only " + sealed.length + " bytes");
        }
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, recordId.getBytes(StandardCharsets.UTF_8))
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw new InvalidInputException(
                    "sealed payload of record " + recordId + " does not open with the key on file", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] associated) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, cipherKey, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }

    private static byte[] hmac(SecretKeySpec key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "SealingKey[hidden]";
    }
}
