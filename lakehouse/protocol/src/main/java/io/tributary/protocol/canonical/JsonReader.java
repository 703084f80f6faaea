// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.canonical;

import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/** A recursive-descent reader of the JSON subset; it tolerates what the byte comparison of its caller will catch anyway. */
final class JsonReader {
    private final String text;
    private final int depthMax;
    private int at;

    JsonReader(String text, int depthMax) {
        this.text = text;
        this.depthMax = depthMax;
    }

    JsonObject read() {
        skipSpace();
        if (at >= text.length() || text.charAt(at) != '{') {
            throw syntax("want an object");
        }
        JsonObject object = object(1);
        skipSpace();
        if (at < text.length()) {
            throw syntax("something follows the object");
        }
        return object;
    }

    private JsonObject object(int depth) {
        requireDepth(depth);
        at++;
        TreeMap<String, Object> fields = new TreeMap<>();
        skipSpace();
        if (accept('}')) {
            return JsonObject.of(fields);
        }
        do {
            skipSpace();
            String key = string();
            requireKey(key);
            skipSpace();
            expect(':');
            if (fields.put(key, value(depth)) != null) {
                throw new MalformedException(Rule.JSON_DUPLICATE_KEY, "key " + key + " appears twice");
            }
            skipSpace();
        } while (accept(','));
        expect('}');
        return JsonObject.of(fields);
    }

    private List<Object> array(int depth) {
        requireDepth(depth);
        at++;
        List<Object> values = new ArrayList<>();
        skipSpace();
        if (accept(']')) {
            return List.of();
        }
        do {
            values.add(value(depth));
            skipSpace();
        } while (accept(','));
        expect(']');
        return Collections.unmodifiableList(values);
    }

    private Object value(int depth) {
        skipSpace();
        if (at >= text.length()) {
            throw syntax("want a value");
        }
        char c = text.charAt(at);
        if (c == '"') {
            return string();
        }
        if (c == '{') {
            return object(depth + 1);
        }
        if (c == '[') {
            return array(depth + 1);
        }
        if (c == '-' || (c >= '0' && c <= '9') || text.startsWith("NaN", at) || text.startsWith("Infinity", at)) {
            throw new MalformedException(
                    Rule.JSON_NUMBER, "a JSON number at character " + at + "; integers are decimal strings");
        }
        if (text.startsWith("true", at)) {
            at += 4;
            return true;
        }
        if (text.startsWith("false", at)) {
            at += 5;
            return false;
        }
        throw syntax("want a string, boolean, array or object");
    }

    private String string() {
        expect('"');
        int from = at;
        while (at < text.length() && isPlain(text.charAt(at))) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '"') {
            return text.substring(from, at++);
        }
        StringBuilder out = new StringBuilder().append(text, from, at);
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c < 0x20) {
                throw syntax("an unescaped control character");
            }
            out.append(c == '\\' ? escape() : c);
        }
        throw syntax("a string without end");
    }

    private static boolean isPlain(char c) {
        return c >= 0x20 && c != '"' && c != '\\';
    }

    private char escape() {
        if (at >= text.length()) {
            throw syntax("a string without end");
        }
        char c = text.charAt(at++);
        switch (c) {
            case '"':
            case '\\':
            case '/':
                return c;
            case 'b':
                return '\b';
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'f':
                return '\f';
            case 'r':
                return '\r';
            case 'u':
                return unicode();
            default:
                throw syntax("unknown escape \\" + c);
        }
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
            if (digit < 0) {
                throw syntax("a bad \\u escape");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private void requireKey(String key) {
        boolean valid = !key.isEmpty() && key.charAt(0) >= 'a' && key.charAt(0) <= 'z';
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            valid &= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        }
        if (!valid) {
            throw new MalformedException(Rule.JSON_SHAPE, "a key is not of the form [a-z][A-Za-z0-9]*");
        }
    }

    private void requireDepth(int depth) {
        if (depth > depthMax) {
            throw new MalformedException(Rule.JSON_SHAPE, "nested deeper than " + depthMax);
        }
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean accept(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!accept(c)) {
            throw syntax("want " + c);
        }
    }

    private MalformedException syntax(String message) {
        return new MalformedException(Rule.JSON_SYNTAX, message + " at character " + at);
    }
}
