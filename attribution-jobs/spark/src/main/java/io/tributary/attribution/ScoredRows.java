// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;

import io.tributary.tables.AttributionTables;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What scoring gave, as rows of three kinds in one table that Spark keeps: every training row's standing, every score
 * that pays, and candidates among those that do not.
 *
 * @param table columns of {@link #SCHEMA}
 */
record ScoredRows(Dataset<Row> table) {
    /** Scores that pay nothing are kept for this many rows of largest size per answer, to explain an answer with. */
    static final int OTHERS_PER_ANSWER = 50;

    static final String KIND = "kind";

    /** A training row's standing; receipt id empty. */
    static final int KIND_STANDING = 0;

    /** A score with a weight above 0. */
    static final int KIND_PAID = 1;

    /** A score with weight 0 that may be among the largest of its answer. */
    static final int KIND_OTHER = 2;

    static final StructType SCHEMA = new StructType(new StructField[] {
        ReceiptRows.field(KIND, DataTypes.IntegerType),
        ReceiptRows.field(AttributionTables.EPOCH, DataTypes.LongType),
        ReceiptRows.field(AttributionTables.MODEL_ID, DataTypes.StringType),
        ReceiptRows.field(AttributionTables.RECEIPT_ID, DataTypes.StringType),
        ReceiptRows.field(AttributionTables.ROW_ID, DataTypes.StringType),
        ReceiptRows.field(AttributionTables.CONTRIBUTOR, DataTypes.StringType),
        ReceiptRows.field(AttributionTables.SCORE, DataTypes.LongType),
        ReceiptRows.field(AttributionTables.EXPONENT, DataTypes.IntegerType),
        ReceiptRows.field(AttributionTables.WEIGHT, DataTypes.LongType),
        ReceiptRows.field(AttributionTables.NET_SIGN, DataTypes.IntegerType),
        ReceiptRows.field(AttributionTables.ELIGIBLE, DataTypes.BooleanType)
    });

    private static final String RANK = "rank";

    /** What scoring nothing gives. */
    static ScoredRows none(SparkSession spark) {
        return new ScoredRows(spark.createDataFrame(List.of(), SCHEMA));
    }

    /** Rows of {@code attribution.eligibility}. */
    Dataset<Row> eligibility() {
        return table.where(col(KIND).equalTo(KIND_STANDING))
                .select(
                        AttributionTables.EPOCH,
                        AttributionTables.MODEL_ID,
                        AttributionTables.ROW_ID,
                        AttributionTables.NET_SIGN,
                        AttributionTables.ELIGIBLE);
    }

    /**
     * Rows of {@code attribution.scores}: every score that pays, so that each number paid can be traced to rows, and for
     * each answer the {@value #OTHERS_PER_ANSWER} largest of the others.
     */
    Dataset<Row> scores() {
        Dataset<Row> paid = table.where(col(KIND).equalTo(KIND_PAID));
        Dataset<Row> others = table.where(col(KIND).equalTo(KIND_OTHER))
                .withColumn(
                        RANK,
                        row_number()
                                .over(Window.partitionBy(AttributionTables.RECEIPT_ID)
                                        .orderBy(
                                                abs(col(AttributionTables.SCORE))
                                                        .desc(),
                                                col(AttributionTables.ROW_ID).asc())))
                .where(col(RANK).leq(OTHERS_PER_ANSWER))
                .drop(RANK);
        return paid.union(others)
                .select(
                        AttributionTables.EPOCH,
                        AttributionTables.RECEIPT_ID,
                        AttributionTables.ROW_ID,
                        AttributionTables.CONTRIBUTOR,
                        AttributionTables.SCORE,
                        AttributionTables.EXPONENT,
                        AttributionTables.WEIGHT,
                        AttributionTables.ELIGIBLE);
    }

    /** Weight of each contributor for each receipt, summed by Spark. */
    Map<String, SortedMap<String, BigInteger>> weights() {
        return weights(table.where(col(KIND).equalTo(KIND_PAID)));
    }

    /**
     * Sums the weights of score rows by receipt and contributor. ANSI mode is on: a sum beyond 38 digits would stop the
     * job instead of turning into NULL.
     */
    static Map<String, SortedMap<String, BigInteger>> weights(Dataset<Row> scores) {
        Map<String, SortedMap<String, BigInteger>> weights = new HashMap<>();
        scores.where(col(AttributionTables.WEIGHT).gt(0))
                .groupBy(AttributionTables.RECEIPT_ID, AttributionTables.CONTRIBUTOR)
                .agg(sum(col(AttributionTables.WEIGHT).cast(DataTypes.createDecimalType(38, 0))))
                .collectAsList()
                .forEach(row -> weights.computeIfAbsent(row.getString(0), receipt -> new TreeMap<>())
                        .put(row.getString(1), row.getDecimal(2).toBigIntegerExact()));
        return weights;
    }
}
