// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.tables.CatalogState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;

/**
 * Statements between their preparation and their answer. A driver asks for each three times: for its parameters, for its columns and for
 * its rows. It is resolved once for all three, if neither the lake nor what the asker may see has changed in between, so that nobody gets
 * anything older than what he would have got.
 */
final class ResolvedStatements implements AutoCloseable {
    private static final int KEPT_MAX = 32;

    private final Supplier<SparkSession> sessions;
    private final CatalogState lake;
    private final Map<Asked, Kept> kept = new LinkedHashMap<>();

    private record Asked(Question question, Viewer viewer) {}

    private record Kept(String state, Dataset<Row> rows) {}

    /**
     * Of nothing yet.
     *
     * @param sessions gives a session of its own for each statement
     */
    ResolvedStatements(Supplier<SparkSession> sessions, CatalogState lake) {
        this.sessions = sessions;
        this.lake = lake;
    }

    /** The resolved statement, which is kept until it is taken. */
    Dataset<Row> keep(Question question, Viewer viewer) {
        Asked asked = new Asked(question, viewer);
        Kept found = resolve(asked);
        synchronized (kept) {
            kept.put(asked, found);
            if (kept.size() > KEPT_MAX) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return found.rows();
    }

    /** The resolved statement for whoever runs it, once: numbers by lot are drawn anew for the next. */
    Dataset<Row> take(Question question, Viewer viewer) {
        return resolve(new Asked(question, viewer)).rows();
    }

    private Kept resolve(Asked asked) {
        String now = lake.read();
        Optional<Kept> before;
        synchronized (kept) {
            before = Optional.ofNullable(kept.remove(asked));
        }
        return before.filter(resolved -> resolved.state().equals(now))
                .orElseGet(() -> new Kept(now, Analysis.rows(sessions.get(), asked.question(), asked.viewer())));
    }

    @Override
    public void close() {
        lake.close();
    }
}
