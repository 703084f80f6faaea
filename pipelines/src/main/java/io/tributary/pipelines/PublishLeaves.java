// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.DuplicateRecord;
import io.tributary.tables.DatanetTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The leaves of a tree over records or duplicates, by record id, each hashed anew from the columns of its row.
 *
 * @param byRecordId leaves in the order of the tree
 */
record PublishLeaves(TreeMap<String, Leaf> byRecordId) {
    private static final String SEPARATOR = " ";

    /**
     * One leaf.
     *
     * @param contributor who contributed the record
     * @param hash leaf hash
     */
    record Leaf(String contributor, Hash hash) {}

    /** The leaves of records, columns of {@link DatanetTables#records}. One Spark job. */
    static PublishLeaves ofRecords(Dataset<Row> records) {
        return collect(records, row -> line(row, DatanetVersion.leafHash(row)));
    }

    /** The leaves of duplicates, columns of {@link DatanetTables#DUPLICATES_TABLE}. One Spark job. */
    static PublishLeaves ofDuplicates(Dataset<Row> duplicates) {
        return collect(
                duplicates,
                row -> line(
                        row,
                        new DuplicateRecord(
                                        row.getAs(DatanetTables.RECORD_ID),
                                        row.getAs(DatanetTables.CANONICAL_RECORD_ID),
                                        row.getAs(DatanetTables.DATANET))
                                .leafHash()));
    }

    /** No leaves. */
    static PublishLeaves none() {
        return new PublishLeaves(new TreeMap<>());
    }

    private static PublishLeaves collect(Dataset<Row> rows, MapFunction<Row, String> line) {
        TreeMap<String, Leaf> leaves = new TreeMap<>();
        for (String text : rows.map(line, Encoders.STRING()).collectAsList()) {
            // Ids hold no blank.
            String[] parts = text.split(SEPARATOR, -1);
            if (leaves.put(parts[0], new Leaf(parts[1], Hash.ofHex(parts[2]))) != null) {
                throw new IllegalStateException("record " + parts[0] + " is there twice");
            }
        }
        return new PublishLeaves(leaves);
    }

    private static String line(Row row, Hash leafHash) {
        return row.getAs(DatanetTables.RECORD_ID)
                + SEPARATOR
                + row.getAs(DatanetTables.CONTRIBUTOR)
                + SEPARATOR
                + leafHash.hex();
    }

    /** These leaves and others with other record ids. */
    PublishLeaves plus(PublishLeaves others) {
        TreeMap<String, Leaf> all = new TreeMap<>(byRecordId);
        all.putAll(others.byRecordId);
        if (all.size() != size() + others.size()) {
            throw new IllegalStateException("two of " + (size() + others.size()) + " leaves have one record id");
        }
        return new PublishLeaves(all);
    }

    /** These leaves but those of some record ids. */
    PublishLeaves without(Set<String> recordIds) {
        TreeMap<String, Leaf> left = new TreeMap<>(byRecordId);
        left.keySet().removeAll(recordIds);
        return new PublishLeaves(left);
    }

    /** Number of leaves. */
    int size() {
        return byRecordId.size();
    }

    /** Root of the tree. */
    Hash root() {
        List<Hash> hashes = new ArrayList<>(size());
        byRecordId.values().forEach(leaf -> hashes.add(leaf.hash()));
        return MerkleTree.ofLeafHashes(hashes).root();
    }

    /** Number of leaves by contributor. */
    Map<String, Long> countByContributor() {
        Map<String, Long> counts = new TreeMap<>();
        byRecordId.values().forEach(leaf -> counts.merge(leaf.contributor(), 1L, Long::sum));
        return counts;
    }
}
