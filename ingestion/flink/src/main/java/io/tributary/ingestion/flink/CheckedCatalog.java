// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.tables.LakeCatalog;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The catalog that the sinks commit through: another one, whose word on a commit is not taken but looked up. A catalog that reports a
 * failure after it has committed would make its caller commit twice or clean away files in use; one that reports a success without
 * having committed would lose the rows of a checkpoint, for the job goes on.
 */
public final class CheckedCatalog implements Catalog, Closeable {
    private static final String IMPLEMENTATION = "checked.catalog-impl";

    private Catalog catalog = new Nowhere();

    /** For Iceberg's loader, which creates a catalog by name and then initialises it. */
    public CheckedCatalog() {}

    /** The lake's properties, with the catalog that is to be checked. */
    static Map<String, String> properties(Configuration configuration) {
        Map<String, String> properties = new HashMap<>(LakeCatalog.properties(configuration));
        properties.put(IMPLEMENTATION, configuration.text(Key.INGEST_CATALOG_IMPL));
        return Map.copyOf(properties);
    }

    @Override
    public void initialize(String name, Map<String, String> properties) {
        catalog = CatalogUtil.loadCatalog(
                properties.get(IMPLEMENTATION), name, properties, new org.apache.hadoop.conf.Configuration(false));
    }

    @Override
    public Table loadTable(TableIdentifier identifier) {
        BaseTable table = (BaseTable) catalog.loadTable(identifier);
        return new BaseTable(new CheckedOperations(table.operations()), table.name(), table.reporter());
    }

    @Override
    public String name() {
        return catalog.name();
    }

    @Override
    public List<TableIdentifier> listTables(Namespace namespace) {
        return catalog.listTables(namespace);
    }

    @Override
    public boolean dropTable(TableIdentifier identifier, boolean purge) {
        return catalog.dropTable(identifier, purge);
    }

    @Override
    public void renameTable(TableIdentifier from, TableIdentifier to) {
        catalog.renameTable(from, to);
    }

    @Override
    public void close() throws IOException {
        if (catalog instanceof Closeable) {
            ((Closeable) catalog).close();
        }
    }

    /** Before initialisation there is no catalog. */
    private static final class Nowhere implements Catalog {
        @Override
        public Table loadTable(TableIdentifier identifier) {
            throw new IllegalStateException("the catalog is not initialised");
        }

        @Override
        public List<TableIdentifier> listTables(Namespace namespace) {
            throw new IllegalStateException("the catalog is not initialised");
        }

        @Override
        public boolean dropTable(TableIdentifier identifier, boolean purge) {
            throw new IllegalStateException("the catalog is not initialised");
        }

        @Override
        public void renameTable(TableIdentifier from, TableIdentifier to) {
            throw new IllegalStateException("the catalog is not initialised");
        }
    }
}
