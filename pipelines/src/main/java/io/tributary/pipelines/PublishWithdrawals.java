// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.broadcast;

import io.tributary.tables.DatanetTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What was withdrawn from a Datanet up to a version. The version lacks it; what is new is compared with it all the same, so that a
 * withdrawn text does not come back as somebody's copy.
 */
final class PublishWithdrawals {
    private final SparkSession spark;
    private final PublishRequest request;
    private final String recordsTable;

    PublishWithdrawals(SparkSession spark, PublishRequest request, String recordsTable) {
        this.spark = spark;
        this.request = request;
        this.recordsTable = recordsTable;
    }

    boolean isEmpty() {
        return request.withdrawn().isEmpty();
    }

    /** Every withdrawn record id. */
    Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        request.withdrawn().forEach(withdrawal -> ids.addAll(withdrawal.recordIds()));
        return ids;
    }

    /** Every withdrawn record id as rows, column {@link DatanetTables#RECORD_ID}. */
    Dataset<Row> idRows() {
        return rows(new ArrayList<>(ids()));
    }

    private Dataset<Row> rows(List<String> ids) {
        return spark.createDataset(ids, Encoders.STRING()).toDF(DatanetTables.RECORD_ID);
    }

    /** Records that an earlier version left out already, as the last version with them had them. */
    List<Dataset<Row>> rowsBefore(int version) {
        List<Dataset<Row>> rows = new ArrayList<>();
        for (PublishRequest.Withdrawal withdrawal : request.withdrawn()) {
            if (withdrawal.version() > 1 && withdrawal.version() < version) {
                rows.add(spark.read()
                        .option("tag", DatanetTables.tagOf(withdrawal.version() - 1))
                        .table(recordsTable)
                        .join(broadcast(rows(withdrawal.recordIds())), DatanetTables.RECORD_ID));
            }
        }
        return rows;
    }

    /**
     * Takes the withdrawn records out of a table or branch; again: nothing.
     *
     * @param name as SQL names it
     */
    void delete(String name) {
        String view = "withdrawn_records";
        idRows().createOrReplaceTempView(view);
        spark.sql("delete from " + name + " where " + DatanetTables.RECORD_ID + " in (select " + DatanetTables.RECORD_ID
                + " from " + view + ")");
        spark.catalog().dropTempView(view);
    }

    /** Records without those that the version lacks. */
    Dataset<Row> without(Dataset<Row> records) {
        return isEmpty()
                ? records
                : records.join(broadcast(idRows()), new String[] {DatanetTables.RECORD_ID}, "left_anti");
    }

    /** Rows in the same columns as {@code records}, those of earlier withdrawals after them. */
    Dataset<Row> compared(Dataset<Row> records, List<Dataset<Row>> before) {
        Dataset<Row> all = records;
        for (Dataset<Row> rows : before) {
            all = all.unionByName(rows);
        }
        return all;
    }
}
