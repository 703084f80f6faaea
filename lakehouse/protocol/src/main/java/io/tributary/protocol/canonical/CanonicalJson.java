// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.canonical;

import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes canonical JSON (spec/canonical-json.md): one object; keys ASCII, sorted, unique; no white space; UTF-8 with escapes
 * only for {@code "}, {@code \} and control characters (the short forms of RFC 8785 section 3.2.2.2, lower-case hex otherwise); NFC strings;
 * values are strings, booleans, arrays and objects. A reader re-serialises what it understood and compares bytes, so two different
 * byte strings never mean the same thing.
 */
public final class CanonicalJson {
    /** Deepest nesting of objects and arrays; the outermost object counts as one. */
    public static final int DEPTH_MAX = 8;

    private CanonicalJson() {}

    /**
     * Parses bytes that must be the canonical form of one object.
     *
     * @param bytes UTF-8 text
     * @param bytesMax the size limit of the boundary the bytes came through
     * @throws MalformedException with the rule that is broken
     */
    public static JsonObject parse(byte[] bytes, int bytesMax) {
        if (bytes.length > bytesMax) {
            throw new MalformedException(Rule.RECORD_TOO_LARGE, bytes.length + " bytes, want at most " + bytesMax);
        }
        JsonObject object = new JsonReader(decode(bytes), DEPTH_MAX).read();
        if (!Arrays.equals(bytes, write(object))) {
            throw new MalformedException(
                    Rule.JSON_NOT_CANONICAL, "not canonical: key order, white space, escapes or normalisation differ");
        }
        return object;
    }

    /**
     * Reads bytes that {@link #parse} has accepted before, and does not compare them again. For bytes that never left the process which
     * judged them; anything else goes through {@link #parse}.
     */
    public static JsonObject reread(byte[] bytes) {
        return new JsonReader(decode(bytes), DEPTH_MAX).read();
    }

    /** The canonical bytes of an object. */
    public static byte[] write(JsonObject object) {
        return text(object).getBytes(StandardCharsets.UTF_8);
    }

    static String text(JsonObject object) {
        StringBuilder out = new StringBuilder(256);
        appendObject(out, object, 1);
        return out.toString();
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException(Rule.JSON_SYNTAX, "not valid UTF-8");
        }
    }

    private static void appendObject(StringBuilder out, JsonObject object, int depth) {
        requireDepth(depth);
        char separator = '{';
        for (Map.Entry<String, Object> field : object.fields().entrySet()) {
            out.append(separator);
            separator = ',';
            appendString(out, field.getKey());
            out.append(':');
            appendValue(out, field.getValue(), depth);
        }
        out.append(separator == '{' ? "{}" : "}");
    }

    private static void appendValue(StringBuilder out, Object value, int depth) {
        if (value instanceof String) {
            appendString(out, (String) value);
        } else if (value instanceof Boolean) {
            out.append((boolean) value ? "true" : "false");
        } else if (value instanceof JsonObject) {
            appendObject(out, (JsonObject) value, depth + 1);
        } else {
            appendArray(out, (List<?>) value, depth + 1);
        }
    }

    private static void appendArray(StringBuilder out, List<?> values, int depth) {
        requireDepth(depth);
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            appendValue(out, values.get(i), depth);
        }
        out.append(']');
    }

    private static void requireDepth(int depth) {
        if (depth > DEPTH_MAX) {
            throw new MalformedException(Rule.JSON_SHAPE, "nested deeper than " + DEPTH_MAX);
        }
    }

    private static void appendString(StringBuilder out, String value) {
        if (isPlain(value)) {
            out.append('"').append(value).append('"');
            return;
        }
        requireUnicode(value);
        String text = Normalizer.isNormalized(value, Normalizer.Form.NFC)
                ? value
                : Normalizer.normalize(value, Normalizer.Form.NFC);
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            appendCharacter(out, text.charAt(i));
        }
        out.append('"');
    }

    /** Whether a string is ASCII without anything to escape, as nearly all are. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static void appendCharacter(StringBuilder out, char c) {
        switch (c) {
            case '"':
                out.append("\\\"");
                break;
            case '\\':
                out.append("\\\\");
                break;
            case '\b':
                out.append("\\b");
                break;
            case '\t':
                out.append("\\t");
                break;
            case '\n':
                out.append("\\n");
                break;
            case '\f':
                out.append("\\f");
                break;
            case '\r':
                out.append("\\r");
                break;
            default:
                if (c < 0x20) {
                    out.append("\\u00").append(c < 0x10 ? '0' : '1').append("0123456789abcdef".charAt(c & 15));
                } else {
                    out.append(c);
                }
        }
    }

    private static void requireUnicode(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean paired = Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1));
            if (!paired) {
                throw new MalformedException(Rule.JSON_SYNTAX, "a string holds an unpaired surrogate");
            }
            i++;
        }
    }
}
