// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.DatanetRecord;
import io.tributary.tables.DatanetTables;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A published version of a Datanet, read at its tag.
 *
 * @param records the canonical records, columns of {@link DatanetTables#records}
 */
record DatanetVersion(Dataset<Row> records) {

    /**
     * Opens a version and checks that its records, hashed anew from every column, have the anchored root.
     *
     * @throws UnavailableException if the Datanet or its tag does not exist
     * @throws RefusedException if the root differs
     */
    static DatanetVersion open(SparkSession spark, String datanet, int version, Hash anchoredRoot) {
        String tag = DatanetTables.tagOf(version);
        String table =
                LakeSession.CATALOG + "." + DatanetTables.records(datanet).qualifiedName();
        Dataset<Row> records;
        try {
            records = spark.read().option("tag", tag).table(table);
            records.queryExecution().optimizedPlan();
        } catch (Exception e) {
            throw new UnavailableException(
                    "cannot read " + table + " at tag " + tag + ": " + SqlJob.firstLine(String.valueOf(e.getMessage())),
                    e);
        }
        Hash root = root(records);
        if (!root.equals(anchoredRoot)) {
            throw new RefusedException(datanet + "/" + tag + " has root " + root + ", anchored is " + anchoredRoot);
        }
        return new DatanetVersion(records);
    }

    static Hash root(Dataset<Row> records) {
        MapFunction<Row, String> leaf = row ->
                row.<String>getAs(DatanetTables.RECORD_ID) + " " + leafHash(row).hex();
        // Ids hold no blank, so lines sort as ids do; a blank is below every character of an id.
        List<String> lines =
                records.map(leaf, Encoders.STRING()).orderBy("value").collectAsList();
        List<Hash> hashes = new ArrayList<>(lines.size());
        for (String line : lines) {
            hashes.add(Hash.ofHex(line.substring(line.indexOf(' ') + 1)));
        }
        return MerkleTree.ofLeafHashes(hashes).root();
    }

    static Hash leafHash(Row row) {
        Content content = new Content(
                row.getAs(DatanetTables.SALT),
                row.getAs(DatanetTables.TITLE),
                row.getAs(DatanetTables.LABEL),
                row.getAs(DatanetTables.TEXT));
        return new DatanetRecord(
                        row.getAs(DatanetTables.RECORD_ID),
                        row.getAs(DatanetTables.DATANET),
                        row.getAs(DatanetTables.CONTRIBUTOR),
                        row.getAs(DatanetTables.KIND),
                        row.getAs(DatanetTables.PARENT),
                        Hash.ofHex(row.getAs(DatanetTables.BATCH_ROOT)),
                        row.<Integer>getAs(DatanetTables.ITEM_INDEX),
                        row.getAs(DatanetTables.LICENCE),
                        row.getList(row.fieldIndex(DatanetTables.CONSENT)),
                        row.getAs(DatanetTables.EXPIRES),
                        content.leafHash())
                .leafHash();
    }
}
