// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;

import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.tables.DatanetTables;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The leaves of a tree over records or duplicates.
 *
 * @param leaves in the order of the tree, which is that of their record ids
 */
record PublishLeaves(List<Leaf> leaves) {
    private static final String SEPARATOR = " ";

    /**
     * One leaf.
     *
     * @param recordId the record
     * @param contributor who contributed the record
     * @param hash leaf hash
     */
    record Leaf(String recordId, String contributor, Hash hash) {}

    /** The leaves of records, each hashed anew from the columns of {@link DatanetTables#records}. One Spark job. */
    static PublishLeaves ofRecords(Dataset<Row> records) {
        MapFunction<Row, String> line = row -> row.getAs(DatanetTables.RECORD_ID)
                + SEPARATOR
                + row.getAs(DatanetTables.CONTRIBUTOR)
                + SEPARATOR
                + DatanetVersion.leafHash(row).hex();
        return collect(records.map(line, Encoders.STRING()));
    }

    /**
     * The leaves of records or duplicates by the hashes that stand beside them, three narrow columns. One Spark job. Whether the hashes
     * are right shows in the root, which is on the ledger; whether the texts are, when a version is used.
     */
    static PublishLeaves ofStored(Dataset<Row> rows) {
        return collect(rows.select(concat_ws(
                        SEPARATOR,
                        col(DatanetTables.RECORD_ID),
                        col(DatanetTables.CONTRIBUTOR),
                        col(DatanetTables.LEAF_HASH)))
                .as(Encoders.STRING()));
    }

    /** No leaves. */
    static PublishLeaves none() {
        return new PublishLeaves(List.of());
    }

    private static PublishLeaves collect(Dataset<String> lines) {
        Map<String, String> names = new ConcurrentHashMap<>();
        // A leaf for each record of the Datanet: a million of them, and all processors but this one would wait.
        return sorted(lines.collectAsList().parallelStream()
                .map(line -> {
                    // Ids hold no blank.
                    String[] parts = line.split(SEPARATOR, -1);
                    String contributor = names.computeIfAbsent(parts[1], name -> name);
                    return new Leaf(parts[0], contributor, Hash.ofHex(parts[2]));
                })
                .sorted(Comparator.comparing(Leaf::recordId))
                .toList());
    }

    private static PublishLeaves sorted(List<Leaf> leaves) {
        for (int at = 1; at < leaves.size(); at++) {
            if (leaves.get(at).recordId().equals(leaves.get(at - 1).recordId())) {
                throw new IllegalStateException("record " + leaves.get(at).recordId() + " is there twice");
            }
        }
        return new PublishLeaves(leaves);
    }

    /** These leaves and others with other record ids. */
    PublishLeaves plus(PublishLeaves others) {
        List<Leaf> all = new ArrayList<>(size() + others.size());
        all.addAll(leaves);
        all.addAll(others.leaves);
        // Two sorted runs are merged, not sorted again.
        all.sort(Comparator.comparing(Leaf::recordId));
        return sorted(all);
    }

    /** These leaves but those of some record ids. */
    PublishLeaves without(Set<String> recordIds) {
        return recordIds.isEmpty()
                ? this
                : new PublishLeaves(leaves.stream()
                        .filter(leaf -> !recordIds.contains(leaf.recordId()))
                        .toList());
    }

    /** The leaf hashes of some records, 64 hex digits each. */
    Set<String> hashesOf(Set<String> recordIds) {
        return leaves.stream()
                .filter(leaf -> recordIds.contains(leaf.recordId()))
                .map(leaf -> leaf.hash().hex())
                .collect(Collectors.toSet());
    }

    /** Whether a record is among them. */
    boolean holds(String recordId) {
        int from = 0;
        int to = leaves.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            int compared = leaves.get(middle).recordId().compareTo(recordId);
            if (compared == 0) {
                return true;
            }
            if (compared < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return false;
    }

    /** Number of leaves. */
    int size() {
        return leaves.size();
    }

    /** Root of the tree. */
    Hash root() {
        return MerkleTree.ofLeafHashes(new AbstractList<Hash>() {
                    @Override
                    public Hash get(int index) {
                        return leaves.get(index).hash();
                    }

                    @Override
                    public int size() {
                        return leaves.size();
                    }
                })
                .root();
    }

    /** Number of leaves by contributor. */
    Map<String, Long> countByContributor() {
        Map<String, Long> counts = new TreeMap<>();
        leaves.forEach(leaf -> counts.merge(leaf.contributor(), 1L, Long::sum));
        return counts;
    }
}
