// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.note;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.sign.VerifyingKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A text with signature lines below it (c2sp.org/signed-note). A note's text begins with a name and never with a brace,
 * so that no signature of a note is one of a typed JSON body that the same key signs.
 *
 * @param text what is signed, its last line feed included
 * @param signatures the signature lines, which may be of keys that nobody here knows
 */
public record SignedNote(String text, List<Line> signatures) {
    /** Largest note that is read. */
    public static final int BYTES_MAX = 64 * 1024;

    private static final String DASH = "\u2014 ";
    private static final byte ED25519 = 0x01;
    private static final int KEY_ID_BYTES = 4;

    /** Copies the lines. */
    public SignedNote {
        Objects.requireNonNull(text, "text");
        signatures = List.copyOf(signatures);
    }

    /**
     * One signature line.
     *
     * @param name name of the key
     * @param keyId first four bytes that tell a key from others of that name, hex
     * @param signatureHex the signature, hex
     */
    public record Line(String name, String keyId, String signatureHex) {
        /** Requires every part. */
        public Line {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(keyId, "keyId");
            Objects.requireNonNull(signatureHex, "signatureHex");
        }

        /** Whether it claims to be of this key. */
        public boolean claims(String keyName, VerifyingKey key) {
            return name.equals(keyName) && keyId.equals(idOf(keyName, key));
        }

        private String line() {
            return DASH + name + " "
                    + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(keyId + signatureHex)) + "\n";
        }
    }

    /** A text signed by one key. */
    public static SignedNote sign(String text, String name, SigningKey key) {
        requireName(name);
        byte[] signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
        return new SignedNote(
                text,
                List.of(new Line(
                        name, idOf(name, key.verifyingKey()), HexFormat.of().formatHex(signature))));
    }

    private static String idOf(String name, VerifyingKey key) {
        byte[] hash = Hash.sha256((name + "\n").getBytes(StandardCharsets.UTF_8), new byte[] {ED25519}, key.bytes())
                .bytes();
        return HexFormat.of().formatHex(hash, 0, KEY_ID_BYTES);
    }

    /** Whether a line's signature is that key's over this text. */
    public boolean verifies(Line line, VerifyingKey key) {
        return key.verify(text.getBytes(StandardCharsets.UTF_8), HexFormat.of().parseHex(line.signatureHex()));
    }

    /** The note as it travels. */
    public byte[] bytes() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(line -> note.append(line.line()));
        return note.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads {@link #bytes}.
     *
     * @throws InvalidInputException saying what is wrong, without place
     */
    public static SignedNote parse(byte[] bytes) {
        String note = decode(bytes);
        int split = note.lastIndexOf("\n\n");
        if (split < 0 || !note.endsWith("\n")) {
            throw new InvalidInputException("it is no signed note: want a text, an empty line and signature lines");
        }
        List<Line> lines = new ArrayList<>();
        for (String line : note.substring(split + 2).split("\n", -1)) {
            if (!line.isEmpty()) {
                lines.add(parseLine(line));
            }
        }
        if (lines.isEmpty()) {
            throw new InvalidInputException("it is no signed note: it has no signature line");
        }
        return new SignedNote(note.substring(0, split + 1), lines);
    }

    private static String decode(byte[] bytes) {
        if (bytes.length > BYTES_MAX) {
            throw new InvalidInputException("it has " + bytes.length + " bytes, want at most " + BYTES_MAX);
        }
        try {
            String note = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (note.chars().anyMatch(character -> character < ' ' && character != '\n')) {
                throw new InvalidInputException("it is no signed note: it has a control character");
            }
            return note;
        } catch (CharacterCodingException e) {
            throw new InvalidInputException("it is no signed note: it is not UTF-8", e);
        }
    }

    private static Line parseLine(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 3 || !(words[0] + " ").equals(DASH)) {
            throw new InvalidInputException("it is no signed note: '" + line + "' is no signature line");
        }
        requireName(words[1]);
        byte[] bytes = base64(words[2]);
        if (bytes.length <= KEY_ID_BYTES) {
            throw new InvalidInputException("it is no signed note: the signature of " + words[1] + " is cut short");
        }
        byte[] signature = Arrays.copyOfRange(bytes, KEY_ID_BYTES, bytes.length);
        return new Line(
                words[1],
                HexFormat.of().formatHex(bytes, 0, KEY_ID_BYTES),
                HexFormat.of().formatHex(signature));
    }

    private static void requireName(String name) {
        boolean allowed = name.chars()
                .noneMatch(character ->
                        Character.isSpaceChar(character) || Character.isWhitespace(character) || character == '+');
        if (name.isEmpty() || !allowed) {
            throw new InvalidInputException("'" + name + "' is no name of a key: want one without blank and plus");
        }
    }

    /** Exactly what base64 writes, and nothing that merely reads as the same. */
    static byte[] base64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("'" + text + "' is no base64", e);
        }
        throw new InvalidInputException("'" + text + "' is no base64 as it is written");
    }
}
