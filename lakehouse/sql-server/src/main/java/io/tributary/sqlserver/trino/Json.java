// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver.trino;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes what Trino reads: our own records are canonical JSON, which has neither its names nor its numbers. */
final class Json {
    private static final int FIRST_PRINTABLE = 0x20;

    private Json() {}

    /** Text of a map, list, string, boolean or whole number. */
    static String of(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> text(String.valueOf(entry.getKey())) + ":" + of(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Json::of).collect(Collectors.joining(",\n", "[", "]"));
        }
        return value instanceof String string ? text(string) : String.valueOf(value);
    }

    private static String text(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char next = value.charAt(i);
            if (next == '"' || next == '\\') {
                out.append('\\').append(next);
            } else if (next < FIRST_PRINTABLE) {
                out.append(String.format("\\u%04x", (int) next));
            } else {
                out.append(next);
            }
        }
        return out.append('"').toString();
    }
}
