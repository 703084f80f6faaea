// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.canonical;

import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.merkle.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An immutable object of the canonical encoding: sorted ASCII keys to strings, booleans, arrays and objects. Integers are
 * decimal strings and byte strings lower-case hex, so a reader asks for the kind it wants ({@link #integer}, {@link #hex}, …) and
 * gets a {@link MalformedException} naming key and value when it is something else.
 */
public final class JsonObject {
    private static final Pattern KEY = Pattern.compile("[a-z][A-Za-z0-9]*");
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");
    private static final Pattern TYPE = Pattern.compile("tributary/[a-z][a-z0-9-]*/v[1-9][0-9]*");
    private static final String TYPE_KEY = "type";
    private static final int INTEGER_DIGITS_MAX = 400;

    private final NavigableMap<String, Object> fields;

    private JsonObject(NavigableMap<String, Object> fields) {
        this.fields = Collections.unmodifiableNavigableMap(fields);
    }

    static JsonObject of(NavigableMap<String, Object> fields) {
        return new JsonObject(fields);
    }

    /** Starts an object whose {@code type} is {@code tributary/<kind>/v<n>}, its domain separator. */
    public static Builder typed(String type) {
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("type " + type + ", want tributary/<kind>/v<n>");
        }
        return new Builder().put(TYPE_KEY, type);
    }

    /** Starts an object without a type, to stand inside a typed one. */
    public static Builder nested() {
        return new Builder();
    }

    /** The {@code type} of a top-level object. */
    public String type() {
        return text(TYPE_KEY);
    }

    /** The keys in ascending order. */
    public Set<String> keys() {
        return fields.keySet();
    }

    /** Requires exactly this type and exactly these further keys; returns this object. */
    public JsonObject require(String type, String... keys) {
        if (!has(TYPE_KEY) || !type().equals(type)) {
            throw shape("type " + (has(TYPE_KEY) ? type() : "absent") + ", want " + type);
        }
        return requireKeys(type, keys, 1);
    }

    /** Requires exactly these keys of an object without type; {@code what} names it in messages. */
    public JsonObject requireNested(String what, String... keys) {
        return requireKeys(what, keys, 0);
    }

    private JsonObject requireKeys(String what, String[] keys, int typeKeys) {
        for (String key : keys) {
            if (!fields.containsKey(key)) {
                throw shape(what + ": key " + key + " is missing");
            }
        }
        if (fields.size() != keys.length + typeKeys) {
            List<String> unknown = new ArrayList<>(fields.keySet());
            unknown.removeAll(List.of(keys));
            unknown.remove(TYPE_KEY);
            throw shape(what + ": unknown key " + String.join(", ", unknown));
        }
        return this;
    }

    /** Whether the key is present. */
    public boolean has(String key) {
        return fields.containsKey(key);
    }

    /** A string value. */
    public String text(String key) {
        return value(key, String.class, "a string");
    }

    /** A boolean value. */
    public boolean flag(String key) {
        return value(key, Boolean.class, "a boolean");
    }

    /** A decimal string as a {@code long}. */
    public long integer(String key) {
        try {
            return bigInteger(key).longValueExact();
        } catch (ArithmeticException e) {
            throw shape(key + ": " + text(key) + " is beyond 64 bits");
        }
    }

    /** A decimal string as an {@code int}. */
    public int smallInteger(String key) {
        long value = integer(key);
        if (value != (int) value) {
            throw shape(key + ": " + value + " is beyond 32 bits");
        }
        return (int) value;
    }

    /** A decimal string without leading zeros, plus sign or exponent. */
    public BigInteger bigInteger(String key) {
        String digits = text(key);
        if (digits.length() > INTEGER_DIGITS_MAX || !INTEGER.matcher(digits).matches()) {
            throw shape(key + ": got " + abbreviate(digits) + ", want a decimal integer");
        }
        return new BigInteger(digits);
    }

    /** A lower-case hex string as bytes. */
    public byte[] hex(String key) {
        return bytesOfHex(key, text(key));
    }

    /** A SHA-256 value as 64 lower-case hex digits. */
    public Hash hash(String key) {
        return hashOf(key, text(key));
    }

    /** An array of strings. */
    public List<String> texts(String key) {
        return elements(key, String.class, "strings");
    }

    /** An array of SHA-256 values. */
    public List<Hash> hashes(String key) {
        List<Hash> hashes = new ArrayList<>();
        for (String element : texts(key)) {
            hashes.add(hashOf(key, element));
        }
        return List.copyOf(hashes);
    }

    /** An array of objects. */
    public List<JsonObject> objects(String key) {
        return elements(key, JsonObject.class, "objects");
    }

    /** An object value. */
    public JsonObject object(String key) {
        return value(key, JsonObject.class, "an object");
    }

    /** The canonical UTF-8 bytes, as hashed and signed. */
    public byte[] bytes() {
        return CanonicalJson.write(this);
    }

    NavigableMap<String, Object> fields() {
        return fields;
    }

    private <T> T value(String key, Class<T> kind, String want) {
        Object value = fields.get(key);
        if (value == null) {
            throw shape("key " + key + " is missing");
        }
        if (!kind.isInstance(value)) {
            throw shape("key " + key + " is not " + want);
        }
        return kind.cast(value);
    }

    private <T> List<T> elements(String key, Class<T> kind, String want) {
        List<T> typed = new ArrayList<>();
        for (Object element : value(key, List.class, "an array")) {
            if (!kind.isInstance(element)) {
                throw shape("key " + key + " is not an array of " + want);
            }
            typed.add(kind.cast(element));
        }
        return List.copyOf(typed);
    }

    private static byte[] bytesOfHex(String key, String digits) {
        try {
            byte[] bytes = HexFormat.of().parseHex(digits);
            if (HexFormat.of().formatHex(bytes).equals(digits)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw shape(key + ": got " + abbreviate(digits) + ", want lower-case hex");
        }
        throw shape(key + ": got " + abbreviate(digits) + ", want lower-case hex");
    }

    private static Hash hashOf(String key, String digits) {
        byte[] bytes = bytesOfHex(key, digits);
        if (bytes.length != Hash.BYTES) {
            throw shape(key + ": got " + bytes.length + " bytes, want " + Hash.BYTES);
        }
        return Hash.of(bytes);
    }

    private static String abbreviate(String value) {
        return value.length() <= 40 ? value : value.substring(0, 40) + "…";
    }

    private static MalformedException shape(String message) {
        return new MalformedException(Rule.JSON_SHAPE, message);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonObject && fields.equals(((JsonObject) other).fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    /** The canonical text. */
    @Override
    public String toString() {
        return CanonicalJson.text(this);
    }

    /** Collects fields; every key at most once. Strings must be NFC, which {@link CanonicalJson#write} checks. */
    public static final class Builder {
        private final NavigableMap<String, Object> fields = new TreeMap<>();

        private Builder() {}

        /** Puts a string. */
        public Builder put(String key, String value) {
            return putValue(key, value);
        }

        /** Puts an integer as its decimal string. */
        public Builder put(String key, long value) {
            return putValue(key, Long.toString(value));
        }

        /** Puts an integer of any size as its decimal string. */
        public Builder put(String key, BigInteger value) {
            return putValue(key, value.toString());
        }

        /** Puts a boolean. */
        public Builder put(String key, boolean value) {
            return putValue(key, value);
        }

        /** Puts a hash as 64 hex digits. */
        public Builder put(String key, Hash value) {
            return putValue(key, value.hex());
        }

        /** Puts bytes as lower-case hex. */
        public Builder put(String key, byte[] value) {
            return putValue(key, HexFormat.of().formatHex(value));
        }

        /** Puts an object. */
        public Builder put(String key, JsonObject value) {
            return putValue(key, value);
        }

        /** Puts an array of strings, hashes, booleans or objects. */
        public Builder put(String key, List<?> values) {
            List<Object> copy = new ArrayList<>();
            for (Object value : values) {
                copy.add(element(key, value));
            }
            return putValue(key, Collections.unmodifiableList(copy));
        }

        /** The finished object. */
        public JsonObject build() {
            return new JsonObject(new TreeMap<>(fields));
        }

        private static Object element(String key, Object value) {
            if (value instanceof Hash) {
                return ((Hash) value).hex();
            }
            if (value instanceof String || value instanceof Boolean || value instanceof JsonObject) {
                return value;
            }
            throw new IllegalArgumentException(
                    "array " + key + " holds a " + value.getClass().getName());
        }

        private Builder putValue(String key, Object value) {
            Objects.requireNonNull(value, key);
            if (!KEY.matcher(key).matches()) {
                throw new IllegalArgumentException("key " + key + ", want [a-z][A-Za-z0-9]*");
            }
            if (fields.put(key, value) != null) {
                throw new IllegalArgumentException("key " + key + " is put twice");
            }
            return this;
        }
    }
}
