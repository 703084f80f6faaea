// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.sign;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/** An Ed25519 public key in its 32-byte form (RFC 8032 section 5.1.5). Small-order and non-canonical keys are refused. */
public final class VerifyingKey {
    /** Length of an encoded key. */
    public static final int BYTES = 32;

    /** Length of a signature. */
    public static final int SIGNATURE_BYTES = 64;

    private static final BigInteger FIELD_PRIME = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final int KEY_ID_HEX_DIGITS = 16;

    /** y of the points of order 1, 2, 4 and 8; a signature under such a key proves nothing. */
    private static final Set<BigInteger> SMALL_ORDER_Y = Set.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            FIELD_PRIME.subtract(BigInteger.ONE),
            new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16),
            new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16));

    private final byte[] encoded;
    private final PublicKey key;

    private VerifyingKey(byte[] encoded, PublicKey key) {
        this.encoded = encoded;
        this.key = key;
    }

    /**
     * Decodes 32 bytes.
     *
     * @throws InvalidInputException if the bytes are no canonical point or one of small order
     */
    public static VerifyingKey of(byte[] encoded) {
        if (encoded.length != BYTES) {
            throw new InvalidInputException("public key of " + encoded.length + " bytes, want " + BYTES);
        }
        byte[] bigEndian = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bigEndian[i] = encoded[BYTES - 1 - i];
        }
        boolean xOdd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        BigInteger y = new BigInteger(1, bigEndian);
        if (y.compareTo(FIELD_PRIME) >= 0 || SMALL_ORDER_Y.contains(y)) {
            throw new InvalidInputException(
                    "public key " + HexFormat.of().formatHex(encoded) + " is not canonical or of small order");
        }
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519")
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(xOdd, y)));
            return new VerifyingKey(encoded.clone(), key);
        } catch (GeneralSecurityException e) {
            throw new InvalidInputException(
                    "public key " + HexFormat.of().formatHex(encoded) + " is no Ed25519 point", e);
        }
    }

    /** Decodes 64 hex digits. */
    public static VerifyingKey ofHex(String digits) {
        try {
            return of(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("public key is not hex", e);
        }
    }

    /** Whether the signature over the message verifies; false, never an exception, for any bad bytes. */
    public boolean verify(byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 17 platform has Ed25519", e);
        }
    }

    /** The 32 bytes. */
    public byte[] bytes() {
        return encoded.clone();
    }

    /** The 32 bytes as hex. */
    public String hex() {
        return HexFormat.of().formatHex(encoded);
    }

    /** The first 16 hex digits of the key's SHA-256: enough to name one of an owner's keys. */
    public String keyId() {
        return Hash.sha256(encoded).hex().substring(0, KEY_ID_HEX_DIGITS);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyingKey && Arrays.equals(encoded, ((VerifyingKey) other).encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return hex();
    }
}
