// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Makes another catalog, say one on PostgreSQL, know the tables of this one. Files stay where they are and as they are: every snapshot, tag
 * and branch is the same, so what was attested from the one catalog is recomputed from the other. Afterwards only one of them may be
 * written to. Views are made anew.
 */
public final class CatalogMove {
    private CatalogMove() {}

    /**
     * Makes {@code to} know what {@code from} knows; again: nothing. The caller holds the {@link WriterLock} of both.
     *
     * @return number of tables that {@code to} did not know
     * @throws InvalidInputException if the two have not the same warehouse
     * @throws ConflictException if {@code to} knows another state of a table
     */
    public static int run(LakeCatalog from, LakeCatalog to) {
        String warehouse = from.configuration().text(Key.LAKE_WAREHOUSE);
        String other = to.configuration().text(Key.LAKE_WAREHOUSE);
        if (!warehouse.equals(other)) {
            throw new InvalidInputException("the warehouse of the new catalog is " + other + ", want " + warehouse
                    + ": a move changes the catalog, the files stay");
        }
        int moved = 0;
        for (Namespace namespace : from.catalog().listNamespaces()) {
            if (!to.catalog().namespaceExists(namespace)) {
                to.catalog().createNamespace(namespace);
            }
            for (TableIdentifier table : from.catalog().listTables(namespace)) {
                moved += move(from, to, table);
            }
        }
        LakeInit.run(to);
        return moved;
    }

    private static int move(LakeCatalog from, LakeCatalog to, TableIdentifier table) {
        String state = state(from.catalog().loadTable(table));
        if (!to.catalog().tableExists(table)) {
            to.catalog().registerTable(table, state);
            return 1;
        }
        String known = state(to.catalog().loadTable(table));
        if (!known.equals(state)) {
            throw new ConflictException("the new catalog knows table " + table + " as " + known + ", the old one as "
                    + state + "; one of them was written to since, so take an empty catalog");
        }
        return 0;
    }

    /** The file that holds the table's state. */
    private static String state(Table table) {
        return ((HasTableOperations) table).operations().current().metadataFileLocation();
    }
}
