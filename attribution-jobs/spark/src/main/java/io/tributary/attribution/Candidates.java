// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.row_number;

import io.tributary.pipelines.LakeSession;
import io.tributary.protocol.money.Admission;
import io.tributary.protocol.record.Receipt;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.BronzeReceipts;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.ReceiptSignatures;
import io.tributary.tables.RegisteredKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The receipts that an epoch decides on: of each id one row, the first of those whose signatures hold, or of all if none does. A made-up
 * row can then take nobody's place.
 *
 * @param epoch the epoch
 * @param network what hosts and callers must have signed for
 * @param keys the keys that were registered at the seal
 */
record Candidates(long epoch, String network, List<RegisteredKey> keys) implements Serializable {
    /** The rule of signatures that a candidate breaks, empty for none; beside the columns of {@link ReceiptRows#SCHEMA}. */
    static final String RULE = AttributionTables.RULE;

    /** Why, one sentence. */
    static final String REASON = AttributionTables.REASON;

    private static final String RANK = "rank";
    private static final String APPENDED_MILLIS = "appended_millis";
    private static final StructType SCHEMA = schema();

    Candidates {
        // A serializable list, which that of a stream need not be.
        keys = new ArrayList<>(keys);
    }

    private static StructType schema() {
        List<StructField> fields = new ArrayList<>(Arrays.asList(ReceiptRows.SCHEMA.fields()));
        fields.add(ReceiptRows.field(BronzeTables.KAFKA_PARTITION, DataTypes.IntegerType));
        fields.add(ReceiptRows.field(BronzeTables.KAFKA_OFFSET, DataTypes.LongType));
        fields.add(ReceiptRows.field(RULE, DataTypes.StringType));
        fields.add(ReceiptRows.field(REASON, DataTypes.StringType));
        return new StructType(fields.toArray(StructField[]::new));
    }

    /** The candidates of a snapshot of {@code bronze.inferences}: before the window's end, and of no other epoch. */
    Dataset<Row> at(SparkSession spark, long snapshot, long windowEnd) {
        Dataset<Row> others = spark.table(LakeSession.CATALOG + "." + AttributionTables.RECEIPTS_TABLE.qualifiedName())
                .where(col(AttributionTables.EPOCH).notEqual(epoch))
                .select(AttributionTables.RECEIPT_ID);
        MapPartitionsFunction<Row, Row> checked = this::checked;
        List<Column> order = new ArrayList<>(List.of(col(RULE).notEqual("")));
        BronzeReceipts.order().forEach(column -> order.add(col(column)));
        return spark.read()
                .option("snapshot-id", snapshot)
                .table(LakeSession.CATALOG + "." + BronzeTables.INFERENCES_TABLE.qualifiedName())
                .where(col(BronzeTables.OCCURRED_AT).lt(windowEnd))
                .withColumn(APPENDED_MILLIS, expr("unix_millis(" + BronzeTables.APPENDED_AT + ")"))
                .mapPartitions(checked, Encoders.row(SCHEMA))
                .withColumn(
                        RANK,
                        row_number()
                                .over(Window.partitionBy(BronzeTables.RECEIPT_ID)
                                        .orderBy(order.toArray(Column[]::new))))
                .where(col(RANK).equalTo(1))
                .join(
                        others,
                        CollectionConverters.asScala(List.of(BronzeTables.RECEIPT_ID))
                                .toSeq(),
                        "left_anti")
                .drop(RANK, BronzeTables.KAFKA_PARTITION, BronzeTables.KAFKA_OFFSET);
    }

    /** The rows of {@code attribution.receipts} of candidates. */
    static Dataset<Row> receipts(Dataset<Row> candidates) {
        return candidates.select(Arrays.stream(ReceiptRows.SCHEMA.fieldNames())
                .map(functions::col)
                .toArray(Column[]::new));
    }

    private Iterator<Row> checked(Iterator<Row> bronze) {
        ReceiptSignatures signatures = new ReceiptSignatures(network, keys);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return bronze.hasNext();
            }

            @Override
            public Row next() {
                return checked(bronze.next(), signatures);
            }
        };
    }

    private Row checked(Row bronze, ReceiptSignatures signatures) {
        Receipt receipt = ReceiptRows.receipt(bronze);
        Optional<Admission.Refusal> refusal = refusal(bronze, receipt, signatures);
        Row sealed = ReceiptRows.sealed(bronze, receipt, epoch);
        Object[] values = new Object[SCHEMA.length()];
        for (int i = 0; i < sealed.length(); i++) {
            values[i] = sealed.get(i);
        }
        values[sealed.length()] = bronze.getAs(BronzeTables.KAFKA_PARTITION);
        values[sealed.length() + 1] = bronze.getAs(BronzeTables.KAFKA_OFFSET);
        values[sealed.length() + 2] = refusal.map(why -> why.rule().id()).orElse("");
        values[sealed.length() + 3] = refusal.map(Admission.Refusal::reason).orElse("");
        return RowFactory.create(values);
    }

    private static Optional<Admission.Refusal> refusal(Row bronze, Receipt receipt, ReceiptSignatures signatures) {
        if (!Arrays.asList(bronze.schema().fieldNames()).contains(BronzeTables.HOST_PROOF)) {
            // Sealed at a snapshot that a release made which kept no proofs; members take such an epoch only if it is
            // final.
            return Optional.empty();
        }
        String proof = bronze.getAs(BronzeTables.HOST_PROOF);
        return signatures.refusal(receipt, proof == null ? "" : proof, bronze.<Long>getAs(APPENDED_MILLIS));
    }
}
