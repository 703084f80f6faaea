// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/** What {@link SilverTables#EMBEDDINGS_TABLE} holds no more once a record is withdrawn: a vector tells something of the words. */
public final class Embeddings {
    private Embeddings() {}

    /** The ids of the records that are withdrawn from a Datanet, as the registry has them. */
    public static Set<String> withdrawnIds(LakeCatalog lake, String datanet) {
        Set<String> ids = new HashSet<>();
        if (lake.catalog().tableExists(RegistryTables.WITHDRAWALS_TABLE.identifier())) {
            for (RegisteredWithdrawal withdrawal : new RegistryReader(lake).withdrawals(datanet)) {
                ids.addAll(withdrawal.request().recordIds());
            }
        }
        return ids;
    }

    /**
     * Removes the vectors of records that the newest state of a Datanet has. The caller holds the {@link WriterLock}.
     *
     * @return number of rows that went
     */
    public static int forgetRecords(LakeCatalog lake, String datanet, Set<String> recordIds) {
        if (!lake.catalog().tableExists(SilverTables.EMBEDDINGS_TABLE.identifier())) {
            return 0;
        }
        Set<String> leafHashes = new HashSet<>();
        TableReader.of(lake.datanet(datanet))
                .select(DatanetTables.RECORD_ID, DatanetTables.LEAF_HASH)
                .forEach(row -> {
                    if (recordIds.contains(row.text(DatanetTables.RECORD_ID))) {
                        leafHashes.add(row.text(DatanetTables.LEAF_HASH));
                    }
                });
        return forget(lake, datanet, leafHashes);
    }

    /**
     * Removes the vectors of records, of every model; none there is fine. The caller holds the {@link WriterLock}.
     *
     * @param leafHashes of the records, 64 hex digits
     * @return number of rows that went
     */
    public static int forget(LakeCatalog lake, String datanet, Set<String> leafHashes) {
        if (leafHashes.isEmpty() || !lake.catalog().tableExists(SilverTables.EMBEDDINGS_TABLE.identifier())) {
            return 0;
        }
        Table table = lake.table(SilverTables.EMBEDDINGS_TABLE);
        List<Row> rows =
                TableReader.of(table).whereEqual(SilverTables.DATANET, datanet).list();
        List<Row> left = rows.stream()
                .filter(row -> !leafHashes.contains(row.text(SilverTables.LEAF_HASH)))
                .toList();
        if (left.size() < rows.size()) {
            TableWriter.of(table).overwrite(Expressions.equal(SilverTables.DATANET, datanet), left);
        }
        return rows.size() - left.size();
    }
}
