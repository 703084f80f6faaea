// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.tables.RegistryTables;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The opened held-out set of a Datanet, in the order of its tree, by item id. It decides which rows earn, so it counts only if it
 * is the set whose root was committed before submissions closed.
 *
 * @param items the items by id
 */
public record HeldOutSet(List<HeldOutItem> items) {

    /** Copies the items. */
    public HeldOutSet {
        items = List.copyOf(items);
    }

    /**
     * Reads the set from the registry.
     *
     * @param committedRoot the root that the set must have
     * @throws InvalidInputException if the Datanet has no item
     * @throws RefusedException if the items do not have the committed root
     */
    public static HeldOutSet read(SparkSession spark, String datanet, Hash committedRoot) {
        List<Row> rows = spark.table(LakeSession.CATALOG + "." + RegistryTables.HELDOUT_TABLE.qualifiedName())
                .where(col(RegistryTables.DATANET).equalTo(datanet))
                .orderBy(RegistryTables.ITEM_ID)
                .select(
                        RegistryTables.ITEM_ID,
                        RegistryTables.SALT,
                        RegistryTables.TITLE,
                        RegistryTables.LABEL,
                        RegistryTables.TEXT)
                .collectAsList();
        if (rows.isEmpty()) {
            throw new InvalidInputException("Datanet " + datanet + " has no held-out items in the registry");
        }
        List<HeldOutItem> items = new ArrayList<>();
        for (Row row : rows) {
            items.add(new HeldOutItem(
                    row.getString(0), row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
        }
        HeldOutSet set = new HeldOutSet(items);
        if (!set.root().equals(committedRoot)) {
            throw new RefusedException(
                    "held-out set of " + datanet + " has root " + set.root() + ", committed is " + committedRoot);
        }
        return set;
    }

    /** The root over the items in order. */
    public Hash root() {
        return MerkleTree.ofLeaves(items.stream().map(HeldOutItem::bytes).toList())
                .root();
    }
}
