// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Where the fields of an item stand in its canonical bytes. Reads the items that nearly all are, without making an object of any value: it
 * knows the keys and their order, and takes strings of printable ASCII without escapes. Of anything else it says that it can't read it, and
 * {@link ContributionItem} has to be asked. What it reads has the right keys in canonical form; whether the values are right it does not
 * tell.
 *
 * <p>One instance reads item after item.
 */
public final class ItemFields {
    /** The fields in the order of their keys, which is that of the bytes. */
    public enum Field {
        BATCH("batch", Shape.TEXT),
        CONSENT("consent", Shape.LIST),
        CONTRIBUTOR("contributor", Shape.TEXT),
        DATANET("datanet", Shape.TEXT),
        /** Only in an item that says something of its provenance. */
        DERIVED_FROM("derivedFrom", Shape.LIST),
        EXPIRES("expires", Shape.TEXT),
        /** Only in an item that says something of its provenance. */
        GENERATED_BY_AI("generatedByAi", Shape.FLAG),
        INDEX("index", Shape.TEXT),
        KEY_REF("keyRef", Shape.TEXT),
        KIND("kind", Shape.TEXT),
        LICENCE("licence", Shape.TEXT),
        /** Only in an item that says something of its provenance. */
        ORIGIN("origin", Shape.TEXT),
        ORIGIN_AT("originAt", Shape.TEXT),
        PARENT("parent", Shape.TEXT),
        PAYLOAD("payload", Shape.HEX),
        RECORD_ID("recordId", Shape.TEXT),
        SALT("salt", Shape.HEX);

        private final byte[] before;
        private final Shape shape;

        Field(String key, Shape shape) {
            String first = ordinal() == 0 ? "{\"" : ",\"";
            this.before = (first + key + "\":" + shape.open).getBytes(StandardCharsets.US_ASCII);
            this.shape = shape;
        }

        private boolean isProvenance() {
            return this == DERIVED_FROM || this == GENERATED_BY_AI || this == ORIGIN;
        }
    }

    private enum Shape {
        TEXT("\""),
        HEX("\""),
        LIST("["),
        FLAG("");

        private final String open;

        Shape(String open) {
            this.open = open;
        }
    }

    private static final Field[] FIELDS = Field.values();
    private static final byte[] END = end(ContributionItem.TYPE);
    private static final byte[] END_V2 = end(ContributionItem.TYPE_V2);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final boolean[] HEX_DIGITS = new boolean[128];
    private static final byte[] HEX_VALUES = new byte[128];
    private static final int LONG_DIGITS_MAX = 18;

    static {
        for (char c : "0123456789abcdef".toCharArray()) {
            HEX_DIGITS[c] = true;
            HEX_VALUES[c] = (byte) HexFormat.fromHexDigit(c);
        }
    }

    private final int[] from = new int[FIELDS.length];
    private final int[] to = new int[FIELDS.length];
    private byte[] bytes = {};
    private int start;
    private int at;
    private boolean withProvenance;
    private boolean whole;

    private static byte[] end(String type) {
        return (",\"type\":\"" + type + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads the item that begins here.
     *
     * @return whether it could be read; if not, nothing may be asked
     */
    public boolean read(byte[] canonical, int begin) {
        bytes = canonical;
        start = begin;
        at = begin;
        withProvenance = false;
        whole = readToEnd(Field.BATCH);
        return whole;
    }

    private boolean readToEnd(Field first) {
        return read(first, Field.SALT) && take(withProvenance ? END_V2 : END);
    }

    /**
     * Reads the item that begins here, quicker if it says the same as another, read before, of everything but itself.
     *
     * @return whether it could be read; if not, nothing may be asked
     */
    public boolean readAfter(ItemFields other, byte[] canonical, int begin) {
        if (!other.whole) {
            return read(canonical, begin);
        }
        bytes = canonical;
        start = begin;
        at = begin;
        whole = false;
        withProvenance = other.withProvenance;
        boolean like = takeLike(other, other.start, Field.BATCH, Field.INDEX)
                && read(Field.INDEX, Field.INDEX)
                && takeLike(other, other.to[Field.INDEX.ordinal()] + 1, Field.KEY_REF, Field.ORIGIN_AT);
        if (!like) {
            return read(canonical, begin);
        }
        whole = readToEnd(Field.ORIGIN_AT);
        return whole;
    }

    /** Takes the other's bytes from a place of it up to the value of {@code next}'s key, whose key {@link #read} will take. */
    private boolean takeLike(ItemFields other, int otherFrom, Field first, Field next) {
        int otherTo = other.from[next.ordinal()] - next.before.length;
        int length = otherTo - otherFrom;
        if (length > bytes.length - at || !Arrays.equals(bytes, at, at + length, other.bytes, otherFrom, otherTo)) {
            return false;
        }
        int shift = at - otherFrom;
        for (int i = first.ordinal(); i < next.ordinal(); i++) {
            from[i] = other.from[i] + shift;
            to[i] = other.to[i] + shift;
        }
        at += length;
        return true;
    }

    private boolean read(Field first, Field last) {
        for (int i = first.ordinal(); i <= last.ordinal(); i++) {
            Field field = FIELDS[i];
            if (field.isProvenance()) {
                if (field == Field.DERIVED_FROM) {
                    withProvenance = startsWith(field.before);
                }
                if (!withProvenance) {
                    from[i] = at;
                    to[i] = at;
                    continue;
                }
            }
            if (!take(field.before)) {
                return false;
            }
            from[i] = at;
            if (!readValue(field.shape)) {
                return false;
            }
            to[i] = field.shape == Shape.FLAG ? at : at - 1;
        }
        return true;
    }

    private boolean readValue(Shape shape) {
        return switch (shape) {
            case TEXT -> takeText();
            case HEX -> takeHex();
            case LIST -> takeList();
            case FLAG -> take(TRUE) || take(FALSE);
        };
    }

    private boolean takeText() {
        int i = at;
        while (i < bytes.length) {
            byte b = bytes[i++];
            if (b == '"') {
                at = i;
                return true;
            }
            if (b < 0x20 || b == '\\' || b == 0x7f) {
                return false;
            }
        }
        return false;
    }

    private boolean takeHex() {
        int i = at;
        while (i < bytes.length && bytes[i] >= 0 && HEX_DIGITS[bytes[i]]) {
            i++;
        }
        at = i + 1;
        return i < bytes.length && bytes[i] == '"';
    }

    private boolean takeList() {
        if (at < bytes.length && bytes[at] == ']') {
            at++;
            return true;
        }
        while (at < bytes.length && bytes[at] == '"') {
            at++;
            if (!takeText() || at == bytes.length) {
                return false;
            }
            byte b = bytes[at++];
            if (b != ',') {
                return b == ']';
            }
        }
        return false;
    }

    private boolean startsWith(byte[] literal) {
        return literal.length <= bytes.length - at
                && Arrays.equals(bytes, at, at + literal.length, literal, 0, literal.length);
    }

    private boolean take(byte[] literal) {
        if (!startsWith(literal)) {
            return false;
        }
        at += literal.length;
        return true;
    }

    /** Where the item ends: the place after its closing brace. */
    public int end() {
        return at;
    }

    /** The array that the item stands in. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether the item says something of its provenance. */
    public boolean hasProvenance() {
        return withProvenance;
    }

    /** First byte of a value, behind its quote or bracket. */
    public int from(Field field) {
        return from[field.ordinal()];
    }

    /** Place after the last byte of a value, at its quote or bracket. */
    public int to(Field field) {
        return to[field.ordinal()];
    }

    /** Number of bytes of a value. */
    public int length(Field field) {
        return to(field) - from(field);
    }

    /** A value as text. */
    public String text(Field field) {
        return new String(bytes, from(field), length(field), StandardCharsets.ISO_8859_1);
    }

    /** The elements of a list. */
    public List<String> texts(Field field) {
        if (length(field) == 0) {
            return List.of();
        }
        // No element holds a quote.
        String inner = new String(bytes, from(field) + 1, length(field) - 2, StandardCharsets.ISO_8859_1);
        return List.of(inner.split("\",\"", -1));
    }

    /** A boolean value; false where the item says nothing of its provenance. */
    public boolean flag(Field field) {
        return length(field) == TRUE.length;
    }

    /** Whether a value is that of another item. */
    public boolean same(Field field, ItemFields other) {
        return Arrays.equals(bytes, from(field), to(field), other.bytes, other.from(field), other.to(field));
    }

    /** A hexadecimal value, of an even number of digits, as bytes. */
    public byte[] hex(Field field) {
        byte[] decoded = new byte[length(field) / 2];
        int i = from(field);
        for (int out = 0; out < decoded.length; out++) {
            decoded[out] = (byte) (HEX_VALUES[bytes[i]] << 4 | HEX_VALUES[bytes[i + 1]]);
            i += 2;
        }
        return decoded;
    }

    /** A decimal number of at most 18 digits without leading zeros; -1 for anything else. */
    public long number(Field field) {
        int first = from(field);
        int length = length(field);
        if (length == 0 || length > LONG_DIGITS_MAX || (length > 1 && bytes[first] == '0')) {
            return -1;
        }
        long number = 0;
        for (int i = first; i < first + length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
