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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The opened held-out set of a Datanet version, in the order of its tree, by item id. It decides which rows earn, so it counts only if it
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
     * Reads a set from the registry, where each version of the Datanet may have one: the root tells which is meant.
     *
     * @param committedRoot the root that the set must have
     * @throws InvalidInputException if the Datanet has no item
     * @throws RefusedException if none of its sets has the committed root
     */
    public static HeldOutSet read(SparkSession spark, String datanet, Hash committedRoot) {
        SortedMap<Integer, List<HeldOutItem>> sets = new TreeMap<>();
        Dataset<Row> rows = spark.table(LakeSession.CATALOG + "." + RegistryTables.HELDOUT_TABLE.qualifiedName())
                .where(col(RegistryTables.DATANET).equalTo(datanet));
        boolean versioned = List.of(rows.columns()).contains(RegistryTables.VERSION);
        for (Row row : rows.orderBy(RegistryTables.ITEM_ID).collectAsList()) {
            // Rows of an earlier release have no version: theirs is the first set.
            boolean later = versioned && !row.isNullAt(row.fieldIndex(RegistryTables.VERSION));
            sets.computeIfAbsent(later ? row.<Integer>getAs(RegistryTables.VERSION) : 1, version -> new ArrayList<>())
                    .add(item(row));
        }
        if (sets.isEmpty()) {
            throw new InvalidInputException("Datanet " + datanet + " has no held-out items in the registry");
        }
        List<HeldOutSet> all = sets.values().stream().map(HeldOutSet::new).toList();
        return all.stream()
                .filter(set -> set.root().equals(committedRoot))
                .findFirst()
                .orElseThrow(() -> new RefusedException("held-out set of " + datanet + " has root "
                        + all.get(all.size() - 1).root() + ", committed is " + committedRoot));
    }

    private static HeldOutItem item(Row row) {
        return new HeldOutItem(
                row.getAs(RegistryTables.ITEM_ID),
                row.getAs(RegistryTables.SALT),
                row.getAs(RegistryTables.TITLE),
                row.getAs(RegistryTables.LABEL),
                row.getAs(RegistryTables.TEXT));
    }

    /** The labels that it judges. Texts of others are no rows: whoever thinks of a label could else make a model too large to train. */
    Set<String> labels() {
        return items.stream().map(HeldOutItem::label).collect(Collectors.toSet());
    }

    /** The root over the items in order. */
    public Hash root() {
        return MerkleTree.ofLeaves(items.stream().map(HeldOutItem::bytes).toList())
                .root();
    }
}
