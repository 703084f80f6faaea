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
import org.apache.spark.sql.Column;
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
 * @param bundles rows of {@code attribution.bundles}
 * @param weights of contributors above 0, by receipt
 */
record ScoredRows(Dataset<Row> table, Dataset<Row> bundles, Map<String, SortedMap<String, BigInteger>> weights) {
    /** Scores that pay nothing are kept for this many rows of largest size per answer, to explain an answer with. */
    static final int OTHERS_PER_ANSWER = 50;

    static final String KIND = "kind";

    /** A training row's standing; receipt id empty. */
    static final int KIND_STANDING = 0;

    /** A score of a row in a bundle that is paid on the answer. */
    static final int KIND_PAID = 1;

    /** Another score, which may be among the largest of its answer. */
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
        ReceiptRows.field(AttributionTables.ELIGIBLE, DataTypes.BooleanType),
        ReceiptRows.field(AttributionTables.FACTOR, DataTypes.LongType),
        ReceiptRows.field(AttributionTables.NEAR_DUPLICATE, DataTypes.BooleanType)
    });

    private static final String RANK = "rank";
    private static final int LONG_DIGITS = 19;
    private static final int DECIMAL_DIGITS = 38;

    /** What scoring nothing gives. */
    static ScoredRows none(SparkSession spark) {
        return new ScoredRows(
                spark.createDataFrame(List.of(), SCHEMA),
                spark.createDataFrame(List.of(), JudgedBundles.SCHEMA),
                Map.of());
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
                        AttributionTables.ELIGIBLE,
                        AttributionTables.FACTOR,
                        AttributionTables.NEAR_DUPLICATE);
    }

    /**
     * What score rows sum to by receipt and contributor: {@code Σ score · factor} where it is not 0. ANSI mode is on: a sum beyond 38
     * digits would stop the job instead of turning into NULL.
     */
    static Map<String, SortedMap<String, BigInteger>> weights(Dataset<Row> scores) {
        return sums(scores, decimal(AttributionTables.SCORE).multiply(decimal(AttributionTables.FACTOR)));
    }

    /** What the rounded weights of score rows sum to. */
    static Map<String, SortedMap<String, BigInteger>> roundedWeights(Dataset<Row> scores) {
        return sums(scores, decimal(AttributionTables.WEIGHT));
    }

    private static Column decimal(String column) {
        return col(column).cast(DataTypes.createDecimalType(LONG_DIGITS, 0));
    }

    private static Map<String, SortedMap<String, BigInteger>> sums(Dataset<Row> scores, Column value) {
        Map<String, SortedMap<String, BigInteger>> sums = new HashMap<>();
        scores.groupBy(AttributionTables.RECEIPT_ID, AttributionTables.CONTRIBUTOR)
                .agg(sum(value.cast(DataTypes.createDecimalType(DECIMAL_DIGITS, 0))))
                .collectAsList()
                .forEach(row -> put(sums, row));
        return sums;
    }

    private static void put(Map<String, SortedMap<String, BigInteger>> sums, Row row) {
        BigInteger sum = row.getDecimal(2).toBigIntegerExact();
        if (sum.signum() != 0) {
            sums.computeIfAbsent(row.getString(0), receipt -> new TreeMap<>()).put(row.getString(1), sum);
        }
    }
}
