// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.document;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One row of a file: what becomes one contribution.
 *
 * @param place file and line or row, for messages
 * @param fields text by column or key
 * @param lists lists of texts by key
 * @param flags true or false by key
 */
public record DocumentRow(
        String place, Map<String, String> fields, Map<String, List<String>> lists, Map<String, Boolean> flags) {

    /** Copies the maps. */
    public DocumentRow {
        Objects.requireNonNull(place, "place");
        fields = Map.copyOf(fields);
        Map<String, List<String>> copies = new HashMap<>();
        lists.forEach((key, values) -> copies.put(key, List.copyOf(values)));
        lists = Map.copyOf(copies);
        flags = Map.copyOf(flags);
    }

    /** A row of texts alone. */
    public DocumentRow(String place, Map<String, String> fields) {
        this(place, fields, Map.of(), Map.of());
    }

    /** The text of a field; empty if there is none. */
    public String text(String field) {
        return fields.getOrDefault(field, "");
    }
}
