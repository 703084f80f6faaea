// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver.trino;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.LakeCatalog;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** The role by which Trino reads the catalog. It must not be able to write: then nothing that Trino does can change a table. */
final class CatalogRole {
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final String MAY_WRITE =
            "select bool_or(has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')),"
                    + " count(*) from pg_class c where c.relname in ('iceberg_tables', 'iceberg_namespace_properties')";

    private CatalogRole() {}

    /**
     * The configuration with the catalog opened by the role that can only read.
     *
     * @throws InvalidInputException if the catalog is not on PostgreSQL or no role is configured
     * @throws RefusedException if the role can write
     */
    static Configuration reading(Configuration configuration) {
        String uri = configuration.text(Key.LAKE_CATALOG_URI);
        if (LakeCatalog.isEmbedded(configuration) || !uri.startsWith(POSTGRESQL)) {
            throw new InvalidInputException("Trino needs the catalog on PostgreSQL, " + Key.LAKE_CATALOG_URI.id()
                    + " is " + uri + "; move it first with 'tributary lake move', or take the embedded engine");
        }
        String user = configuration.text(Key.SQL_SERVER_TRINO_CATALOG_USER);
        if (user.isEmpty()) {
            throw new InvalidInputException("Trino needs a role of PostgreSQL that can only read the catalog: "
                    + "create role trino login password '…'; grant select on iceberg_tables, iceberg_namespace_properties to "
                    + "trino; then put it into " + Key.SQL_SERVER_TRINO_CATALOG_USER.id() + " and "
                    + Key.SQL_SERVER_TRINO_CATALOG_PASSWORD.id());
        }
        requireReadOnly(uri, user, configuration.text(Key.SQL_SERVER_TRINO_CATALOG_PASSWORD));
        Map<Key, String> values = new HashMap<>(configuration.values());
        values.put(Key.LAKE_CATALOG_USER, user);
        values.put(Key.LAKE_CATALOG_PASSWORD, configuration.text(Key.SQL_SERVER_TRINO_CATALOG_PASSWORD));
        return new Configuration(configuration.home(), values);
    }

    private static void requireReadOnly(String uri, String user, String password) {
        try (Connection connection = DriverManager.getConnection(uri, user, password);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(MAY_WRITE)) {
            answer.next();
            if (answer.getLong(2) == 0) {
                throw new UnavailableException(
                        "there is no catalog at " + uri + "; move it there with 'tributary lake move'");
            }
            if (answer.getBoolean(1)) {
                throw new RefusedException(
                        "role " + user + " can write the catalog's tables, want one that can only read: "
                                + "grant it nothing but select on iceberg_tables and iceberg_namespace_properties");
            }
        } catch (SQLException e) {
            throw new UnavailableException(
                    "cannot open the catalog at " + uri + " as " + user + ": " + e.getMessage(), e);
        }
    }
}
