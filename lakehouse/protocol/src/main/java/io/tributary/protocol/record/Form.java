// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** The forms that fields must have, checked in the records' constructors. */
final class Form {
    private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9_]{2,40}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127}");
    private static final int KEY_ID_BYTES = 8;
    private static final int SALT_HEX_DIGITS_MIN = 32;
    private static final int SALT_HEX_DIGITS_MAX = 128;

    private Form() {}

    /** What every body of a signed envelope has: for which network, by whom, with which key, as the how-manieth. */
    static void signed(String network, String signer, String keyId, long sequence) {
        id("network", network);
        id("signer", signer);
        hex("keyId", keyId, KEY_ID_BYTES);
        notNegative("sequence", sequence);
    }

    static void slug(String name, String value) {
        require(SLUG.matcher(value).matches(), name, value, "[a-z][a-z0-9_]{2,40}");
    }

    static void id(String name, String value) {
        require(ID.matcher(value).matches(), name, value, "1 to 128 of A-Z a-z 0-9 . _ : / @ -");
    }

    static void idOrEmpty(String name, String value) {
        if (!value.isEmpty()) {
            id(name, value);
        }
    }

    static void ids(String name, Collection<String> values) {
        values.forEach(value -> id(name, value));
    }

    static void ascending(String name, List<String> values) {
        for (int i = 1; i < values.size(); i++) {
            require(values.get(i - 1).compareTo(values.get(i)) < 0, name, values.get(i), "strictly ascending values");
        }
    }

    static void salt(String name, String value) {
        boolean valid = isHex(value) && value.length() >= SALT_HEX_DIGITS_MIN && value.length() <= SALT_HEX_DIGITS_MAX;
        require(valid, name, value, "16 to 64 bytes of lower-case hex");
    }

    static void hex(String name, String value, int bytes) {
        require(isHex(value) && value.length() == 2 * bytes, name, value, bytes + " bytes of lower-case hex");
    }

    static void hexOrEmpty(String name, String value, int bytes) {
        if (!value.isEmpty()) {
            hex(name, value, bytes);
        }
    }

    static void anyHex(String name, String value) {
        require(isHex(value), name, value, "lower-case hex");
    }

    /** Whole bytes in lower case; a loop, since payloads are long and every item has one. */
    private static boolean isHex(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return value.length() % 2 == 0;
    }

    static void notNegative(String name, long value) {
        require(value >= 0, name, Long.toString(value), "0 or more");
    }

    static void positive(String name, long value) {
        require(value > 0, name, Long.toString(value), "1 or more");
    }

    static void oneOf(String name, String value, Collection<String> allowed) {
        require(allowed.contains(value), name, value, "one of " + allowed);
    }

    static void require(boolean valid, String name, String got, String want) {
        if (!valid) {
            String shown = got.length() <= 80 ? got : got.substring(0, 80) + "…";
            throw new MalformedException(Rule.JSON_SHAPE, name + ": got " + shown + ", want " + want);
        }
    }
}
