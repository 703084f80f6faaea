// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.tables.VisibleRows;
import java.util.Objects;
import java.util.Optional;

/**
 * Who asks.
 *
 * @param user the user's name
 * @param rows what alone the user sees; empty if everything
 */
record Viewer(String user, Optional<VisibleRows> rows) {
    /** Checks that nothing is missing. */
    Viewer {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(rows, "rows");
    }

    /** Whether the viewer may know that this table or view is there. */
    boolean mayName(String namespace, String name) {
        return rows.isEmpty() || rows.get().mayName(namespace, name);
    }
}
