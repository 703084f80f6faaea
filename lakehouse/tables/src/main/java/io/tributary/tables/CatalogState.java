// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.UnavailableException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Where each table and view of the catalog keeps its newest state, by one small query: equal answers mean that nothing was written in
 * between, neither rows nor a view.
 */
public final class CatalogState implements AutoCloseable {
    private static final String NEWEST =
            "select table_namespace, table_name, metadata_location from iceberg_tables where catalog_name = ? order by 1, 2";
    private static final int VALID_SECONDS_MAX = 5;

    private final Configuration configuration;
    private Optional<Connection> open = Optional.empty();

    /** Of the catalog of this configuration, which is only read. */
    public CatalogState(Configuration configuration) {
        this.configuration = configuration;
    }

    /**
     * The state, as text to compare.
     *
     * @throws UnavailableException if the database cannot be asked
     */
    public synchronized String read() {
        try {
            if (open.isEmpty() || !open.get().isValid(VALID_SECONDS_MAX)) {
                close();
                open = Optional.of(connect());
            }
            return read(open.get());
        } catch (SQLException e) {
            close();
            throw new UnavailableException(
                    "cannot read the catalog at " + configuration.text(Key.LAKE_CATALOG_URI) + ": " + e.getMessage(),
                    e);
        }
    }

    private Connection connect() throws SQLException {
        String uri = LakeCatalog.readOnlyProperties(configuration).get("uri");
        String user = configuration.text(Key.LAKE_CATALOG_USER);
        return user.isEmpty()
                ? DriverManager.getConnection(uri)
                : DriverManager.getConnection(uri, user, configuration.text(Key.LAKE_CATALOG_PASSWORD));
    }

    private static String read(Connection connection) throws SQLException {
        StringBuilder state = new StringBuilder();
        try (PreparedStatement statement = connection.prepareStatement(NEWEST)) {
            statement.setString(1, LakeCatalog.NAME);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    state.append(rows.getString(1))
                            .append('.')
                            .append(rows.getString(2))
                            .append('=')
                            .append(rows.getString(3))
                            .append('\n');
                }
            }
        }
        return state.toString();
    }

    @Override
    public synchronized void close() {
        try {
            if (open.isPresent()) {
                open.get().close();
            }
        } catch (SQLException e) {
            // It is given up in any case.
        } finally {
            open = Optional.empty();
        }
    }
}
