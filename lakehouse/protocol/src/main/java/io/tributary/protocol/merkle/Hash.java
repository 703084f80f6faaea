// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.merkle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 value with value equality; ordered bytewise as unsigned numbers. */
public final class Hash implements Comparable<Hash> {
    /** Length of a SHA-256 value. */
    public static final int BYTES = 32;

    private static final byte LEAF_PREFIX = 0;
    private static final byte NODE_PREFIX = 1;

    /** Finding an algorithm costs as much as hashing a node; {@link #digest()} hands it out empty. */
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Hash::newDigest);

    private final byte[] value;

    private Hash(byte[] value) {
        this.value = value;
    }

    /** Wraps a copy of exactly 32 bytes. */
    public static Hash of(byte[] value) {
        if (value.length != BYTES) {
            throw new IllegalArgumentException(value.length + " bytes, want " + BYTES);
        }
        return new Hash(value.clone());
    }

    /** Parses 64 lower- or upper-case hex digits. */
    public static Hash ofHex(String digits) {
        return of(HexFormat.of().parseHex(digits));
    }

    /** SHA-256 of the concatenated parts, without any prefix. */
    public static Hash sha256(byte[]... parts) {
        MessageDigest digest = digest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return new Hash(digest.digest());
    }

    /** Leaf hash H(0x00 ‖ data) of RFC 6962 section 2.1. */
    public static Hash leaf(byte[] data) {
        return leaf(data, 0, data.length);
    }

    /** Leaf hash of the bytes [from, to) of an array. Requires 0 <= from <= to <= length. */
    public static Hash leaf(byte[] data, int from, int to) {
        MessageDigest digest = digest();
        digest.update(LEAF_PREFIX);
        digest.update(data, from, to - from);
        return new Hash(digest.digest());
    }

    /** Node hash H(0x01 ‖ left ‖ right) of RFC 6962 section 2.1. */
    public static Hash node(Hash left, Hash right) {
        MessageDigest digest = digest();
        digest.update(NODE_PREFIX);
        digest.update(left.value);
        digest.update(right.value);
        return new Hash(digest.digest());
    }

    /** Root of the empty tree, H(""). */
    public static Hash empty() {
        return sha256();
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return value.clone();
    }

    /** 64 lower-case hex digits. */
    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    /** This thread's digest, without what a use that failed may have left in it. */
    private static MessageDigest digest() {
        MessageDigest digest = DIGEST.get();
        digest.reset();
        return digest;
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public int compareTo(Hash other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash && Arrays.equals(value, ((Hash) other).value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return hex();
    }
}
