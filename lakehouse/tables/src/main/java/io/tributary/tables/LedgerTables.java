// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.List;

/** The mirror of the ledger's log, written by {@link LedgerMirror} alone. */
public final class LedgerTables {
    /** The namespace. */
    public static final String NAMESPACE = "ledger";

    /** Place in the log, from 0. */
    public static final String INDEX = "index";

    public static final String TYPE = "type";

    /** The entry as canonical JSON. */
    public static final String ENTRY = "entry";

    public static final String LEAF_HASH = "leaf_hash";

    /** One row per entry of the log. */
    public static final TableDefinition LOG_TABLE = TableColumns.of(NAMESPACE, "log")
            .int64(INDEX)
            .text(TYPE, ENTRY, LEAF_HASH)
            .unpartitioned();

    private LedgerTables() {}

    /** Every table of the namespace that exists from the start. */
    public static List<TableDefinition> all() {
        return List.of(LOG_TABLE);
    }
}
