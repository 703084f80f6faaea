// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import java.util.List;

/**
 * What maintenance is to do.
 *
 * @param tables qualified names as {@code bronze.contributions}; none for all
 * @param olderThanMillis snapshots made before may go
 * @param orphansOlderThanMillis files written before that no snapshot has may go
 * @param apply whether to do it, or only to say what would be done
 */
public record MaintainRequest(List<String> tables, long olderThanMillis, long orphansOlderThanMillis, boolean apply) {
    /** The job's type. */
    public static final String TYPE = "tributary/job-maintain/v1";

    /** Copies the list and checks the names. */
    public MaintainRequest {
        tables = List.copyOf(tables);
        for (String table : tables) {
            if (!table.matches("[a-z_][a-z0-9_]*\\.[a-z_][a-z0-9_]*")) {
                throw new InvalidInputException("table is '" + table + "', want one as bronze.contributions");
            }
        }
    }

    /** Reads the canonical form. */
    public static MaintainRequest of(JsonObject json) {
        json.require(TYPE, "tables", "olderThanMillis", "orphansOlderThanMillis", "apply");
        return new MaintainRequest(
                json.texts("tables"),
                json.integer("olderThanMillis"),
                json.integer("orphansOlderThanMillis"),
                json.flag("apply"));
    }

    /** The canonical form. */
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("tables", tables)
                .put("olderThanMillis", olderThanMillis)
                .put("orphansOlderThanMillis", orphansOlderThanMillis)
                .put("apply", apply)
                .build();
    }
}
