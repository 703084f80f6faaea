// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the namespaces, tables and views of a lake. The command runs it once, before any engine starts, because engines that initialise a
 * new catalog at the same time get into each other's way. Running it again changes nothing, except that columns which a newer release
 * added to a table's definition are added to the table.
 */
public final class LakeInit {
    private static final Logger LOG = LoggerFactory.getLogger(LakeInit.class);

    private LakeInit() {}

    /** Every table that a fresh lake holds; Datanet tables follow one by one, see {@link #createDatanet}. */
    public static List<TableDefinition> definitions() {
        List<TableDefinition> definitions = new ArrayList<>();
        definitions.addAll(BronzeTables.all());
        definitions.addAll(RegistryTables.all());
        definitions.addAll(DatanetTables.all());
        definitions.addAll(ModelTables.all());
        definitions.addAll(AttributionTables.all());
        definitions.addAll(RewardTables.all());
        definitions.addAll(LedgerTables.all());
        return List.copyOf(definitions);
    }

    /** Creates what is missing. The caller holds the {@link WriterLock}. */
    public static void run(LakeCatalog lake) {
        for (TableDefinition definition : definitions()) {
            createNamespace(lake.catalog(), definition.namespace());
            create(lake.catalog(), definition);
        }
        createNamespace(lake.catalog(), LakeViews.NAMESPACE);
        LakeViews.update(lake.catalog());
    }

    /** Creates the table of a Datanet if it is missing, adds it to the views of all Datanets and returns it. The caller holds the {@link WriterLock}. */
    public static Table createDatanet(LakeCatalog lake, String slug) {
        if (slug.equals(DatanetTables.DUPLICATES_TABLE.name())) {
            throw new InvalidInputException("Datanet name " + slug + " is reserved, choose another");
        }
        createNamespace(lake.catalog(), DatanetTables.NAMESPACE);
        // A lake of an earlier release lacks them.
        create(lake.catalog(), DatanetTables.CREDITS_TABLE);
        create(lake.catalog(), DatanetTables.PARTS_TABLE);
        Table table = create(lake.catalog(), DatanetTables.records(slug));
        createNamespace(lake.catalog(), LakeViews.NAMESPACE);
        LakeViews.update(lake.catalog());
        return table;
    }

    /** Creates {@link SilverTables#EMBEDDINGS_TABLE} if it is missing. The caller holds the {@link WriterLock}. */
    public static void createEmbeddings(LakeCatalog lake) {
        createNamespace(lake.catalog(), SilverTables.NAMESPACE);
        create(lake.catalog(), SilverTables.EMBEDDINGS_TABLE);
    }

    private static void createNamespace(JdbcCatalog catalog, String name) {
        Namespace namespace = Namespace.of(name);
        if (!catalog.namespaceExists(namespace)) {
            catalog.createNamespace(namespace);
        }
    }

    private static Table create(JdbcCatalog catalog, TableDefinition definition) {
        if (!catalog.tableExists(definition.identifier())) {
            LOG.info("creating table {}", definition.qualifiedName());
            return catalog.createTable(
                    definition.identifier(), definition.schema(), definition.spec(), definition.properties());
        }
        Table table = catalog.loadTable(definition.identifier());
        if (hasAllColumns(table.schema(), definition.schema())) {
            return table;
        }
        LOG.info("adding columns to table {}", definition.qualifiedName());
        table.updateSchema().unionByNameWith(definition.schema()).commit();
        return table;
    }

    private static boolean hasAllColumns(Schema actual, Schema wanted) {
        return wanted.columns().stream().allMatch(column -> actual.findField(column.name()) != null);
    }
}
