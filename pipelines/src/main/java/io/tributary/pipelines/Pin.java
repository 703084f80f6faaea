// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a statement stands on: the snapshot of each table that it reads, and the text of each view. Whoever asks the same again with its
 * pin gets the same rows, whatever was written since, as long as the snapshots are kept.
 *
 * @param tables snapshot id by table, {@code namespace.name} or {@code namespace.name@version}; {@link #EMPTY} where the table had none
 * @param views text by view, {@code namespace.name}
 */
public record Pin(Map<String, String> tables, Map<String, String> views) {
    /** A table that nothing had been written to. */
    static final String EMPTY = "empty";

    private static final String TYPE = "tributary/pin/v1";
    private static final int BYTES_MAX = 1 << 20;

    /** Copies the maps. */
    public Pin {
        tables = Map.copyOf(tables);
        views = Map.copyOf(views);
    }

    /** As canonical JSON, the same bytes for the same pin. */
    public JsonObject json() {
        List<JsonObject> tableList = new ArrayList<>();
        new TreeMap<>(tables)
                .forEach((table, snapshot) -> tableList.add(JsonObject.nested()
                        .put("table", table)
                        .put("snapshot", snapshot)
                        .build()));
        List<JsonObject> viewList = new ArrayList<>();
        new TreeMap<>(views)
                .forEach((view, text) -> viewList.add(
                        JsonObject.nested().put("view", view).put("text", text).build()));
        return JsonObject.typed(TYPE)
                .put("tables", tableList)
                .put("views", viewList)
                .build();
    }

    /**
     * Reads a pin.
     *
     * @throws InvalidInputException if it is none
     */
    public static Pin parse(String json) {
        try {
            return of(CanonicalJson.parse(json.strip().getBytes(StandardCharsets.UTF_8), BYTES_MAX));
        } catch (MalformedException e) {
            throw new InvalidInputException(
                    "this is no pin: " + e.getMessage() + "; 'tributary sql --pin FILE' writes one", e);
        }
    }

    static Pin of(JsonObject json) {
        json.require(TYPE, "tables", "views");
        Map<String, String> tables = new TreeMap<>();
        json.objects("tables").forEach(table -> tables.put(table.text("table"), table.text("snapshot")));
        Map<String, String> views = new TreeMap<>();
        json.objects("views").forEach(view -> views.put(view.text("view"), view.text("text")));
        return new Pin(tables, views);
    }
}
