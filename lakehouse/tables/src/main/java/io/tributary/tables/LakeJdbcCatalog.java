// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.ClientPool;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.JdbcClientPool;

/**
 * Iceberg's JdbcCatalog without the connection that its start leaves behind. Up to 1.10.1 the check of the catalog's own schema never
 * closes its result; on SQLite that keeps a read transaction open, and through this connection the catalog for ever sees the state of
 * that moment and may not write once somebody else has. Here start-up runs on connections of its own, which are closed after each use.
 * For {@code catalog-impl} of every engine.
 */
public final class LakeJdbcCatalog extends JdbcCatalog {
    private static final String URI = "uri";

    private final Connections connections;

    /** For engines, which create the catalog by name and then initialise it. */
    public LakeJdbcCatalog() {
        this(new Connections());
    }

    private LakeJdbcCatalog(Connections connections) {
        super(null, connections, true);
        this.connections = connections;
    }

    @Override
    public void initialize(String name, Map<String, String> properties) {
        super.initialize(name, properties);
        connections.started();
    }

    /** Makes the pool for the catalog and tells it when start-up is over. */
    private static final class Connections implements Function<Map<String, String>, JdbcClientPool> {
        private Optional<Pool> pool = Optional.empty();

        @Override
        public JdbcClientPool apply(Map<String, String> properties) {
            Pool made = new Pool(properties);
            pool = Optional.of(made);
            return made;
        }

        void started() {
            pool.ifPresent(made -> made.started = true);
        }
    }

    private static final class Pool extends JdbcClientPool {
        private volatile boolean started;

        Pool(Map<String, String> properties) {
            super(properties.get(URI), properties);
        }

        @Override
        public <R> R run(ClientPool.Action<R, Connection, SQLException> action, boolean retry)
                throws SQLException, InterruptedException {
            if (started) {
                return super.run(action, retry);
            }
            try (Connection once = newClient()) {
                return action.run(once);
            }
        }
    }
}
