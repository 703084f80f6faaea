// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;

/**
 * The catalog {@code lake}: Iceberg's JdbcCatalog on SQLite (embedded; one writing process at a time, see {@link WriterLock}) or
 * PostgreSQL. Engines open the same catalog with {@link #properties}.
 */
public final class LakeCatalog implements AutoCloseable {
    /** The catalog's name, equal in every engine because it is a column of the catalog's own tables. */
    public static final String NAME = "lake";

    private static final String SQLITE = "jdbc:sqlite:";

    private final JdbcCatalog catalog;
    private final Configuration configuration;

    private LakeCatalog(JdbcCatalog catalog, Configuration configuration) {
        this.catalog = catalog;
        this.configuration = configuration;
    }

    /**
     * Opens the catalog, making its database and the warehouse folder where they are missing. On a new SQLite file only one process may
     * do so at a time: the command does it before it starts an engine.
     *
     * @throws UnavailableException if the database cannot be reached
     */
    public static LakeCatalog open(Configuration configuration) {
        createFolders(configuration);
        return open(configuration, properties(configuration));
    }

    /**
     * Opens the catalog of a lake that is there, by {@link #readOnlyProperties}.
     *
     * @throws UnavailableException if the database cannot be reached
     */
    public static LakeCatalog openToRead(Configuration configuration) {
        return open(configuration, readOnlyProperties(configuration));
    }

    private static LakeCatalog open(Configuration configuration, Map<String, String> properties) {
        JdbcCatalog catalog = new LakeJdbcCatalog();
        try {
            // Only a warehouse in a distributed file system reads it; a local one and an object store have their own.
            catalog.setConf(new org.apache.hadoop.conf.Configuration(false));
            catalog.initialize(NAME, properties);
            return new LakeCatalog(catalog, configuration);
        } catch (RuntimeException e) {
            throw new UnavailableException(
                    "cannot open the catalog at " + configuration.text(Key.LAKE_CATALOG_URI) + ": " + e.getMessage(),
                    e);
        }
    }

    /**
     * The properties by which every engine opens this catalog: {@code catalog-impl}, {@code uri}, {@code warehouse}, {@code jdbc.*} and,
     * where the warehouse is a local folder or an object store, {@code io-impl} with what it needs.
     */
    public static Map<String, String> properties(Configuration configuration) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("catalog-impl", LakeJdbcCatalog.class.getName());
        properties.put("uri", configuration.text(Key.LAKE_CATALOG_URI));
        properties.put("warehouse", configuration.text(Key.LAKE_WAREHOUSE));
        properties.put("jdbc.schema-version", "V1");
        if (!configuration.text(Key.LAKE_CATALOG_USER).isEmpty()) {
            properties.put("jdbc.user", configuration.text(Key.LAKE_CATALOG_USER));
            properties.put("jdbc.password", configuration.text(Key.LAKE_CATALOG_PASSWORD));
        }
        if (LocalFileIO.isLocal(configuration.text(Key.LAKE_WAREHOUSE))) {
            properties.put("io-impl", LocalFileIO.class.getName());
        }
        ObjectStore.of(configuration).ifPresent(store -> properties.putAll(store.properties()));
        return Map.copyOf(properties);
    }

    /** As {@link #properties}, but a SQLite file is opened read-only, so that no statement can commit anything. */
    public static Map<String, String> readOnlyProperties(Configuration configuration) {
        Map<String, String> properties = new LinkedHashMap<>(properties(configuration));
        if (isEmbedded(configuration)) {
            properties.merge("uri", "mode=ro", (uri, mode) -> withParameter(uri, mode));
        }
        return Map.copyOf(properties);
    }

    /** SQLite takes its own parameters only in an address that starts with {@code file:}; the driver takes the rest off first. */
    private static String withParameter(String uri, String parameter) {
        String rest = uri.substring(SQLITE.length());
        String file = rest.startsWith("file:") ? rest : "file:" + rest;
        return SQLITE + file + (file.contains("?") ? "&" : "?") + parameter;
    }

    /** Whether the catalog is a SQLite file, which only one process may write at a time. */
    public static boolean isEmbedded(Configuration configuration) {
        return configuration.text(Key.LAKE_CATALOG_URI).startsWith(SQLITE);
    }

    /** Iceberg's own catalog. */
    public JdbcCatalog catalog() {
        return catalog;
    }

    /** The configuration that the catalog was opened with. */
    public Configuration configuration() {
        return configuration;
    }

    /**
     * The table of a definition, at its newest state.
     *
     * @throws UnavailableException if the lake was never initialised
     */
    public Table table(TableDefinition definition) {
        return load(definition.identifier());
    }

    /**
     * The table of a Datanet, at its newest state.
     *
     * @throws UnavailableException if the Datanet has no table
     */
    public Table datanet(String slug) {
        return load(DatanetTables.records(slug).identifier());
    }

    /** Whether the Datanet has a table. */
    public boolean hasDatanet(String slug) {
        return catalog.tableExists(DatanetTables.records(slug).identifier());
    }

    /** Any table by its namespace and name. */
    public Table table(String namespace, String name) {
        return load(TableIdentifier.of(Namespace.of(namespace), name));
    }

    /**
     * Takes the right to write, waiting for another writer at most so long. With PostgreSQL nothing is locked, since its writers do not
     * get into each other's way.
     */
    public WriterLock lockForWriting(String holder, Duration wait) {
        return WriterLock.acquire(configuration, holder, wait);
    }

    private Table load(TableIdentifier identifier) {
        try {
            return catalog.loadTable(identifier);
        } catch (NoSuchTableException e) {
            throw new UnavailableException("table " + identifier + " does not exist; initialise the lake first", e);
        }
    }

    private static void createFolders(Configuration configuration) {
        try {
            String uri = configuration.text(Key.LAKE_CATALOG_URI);
            if (uri.startsWith(SQLITE)) {
                Path file = Path.of(uri.substring(SQLITE.length())
                        .replaceFirst("^file:", "")
                        .replaceFirst("\\?.*$", ""));
                Files.createDirectories(
                        Objects.requireNonNull(file.toAbsolutePath().getParent()));
            }
            String warehouse = configuration.text(Key.LAKE_WAREHOUSE);
            if (LocalFileIO.isLocal(warehouse)) {
                Files.createDirectories(LocalFileIO.path(warehouse));
            }
        } catch (IOException e) {
            throw new UnavailableException("cannot create the folders of the lake: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        catalog.close();
    }
}
