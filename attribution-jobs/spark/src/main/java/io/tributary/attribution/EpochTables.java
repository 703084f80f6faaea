// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import static org.apache.spark.sql.functions.col;

import io.tributary.influence.PayRule;
import io.tributary.pipelines.LakeSession;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Share;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.RewardTables;
import io.tributary.tables.TableDefinition;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Writes an epoch to {@code attribution.*} and {@code rewards.*}, each table's epoch in one snapshot, and compares an
 * epoch with what the tables hold. {@code rewards.epochs} is written last: an epoch is computed once it is there.
 */
final class EpochTables {
    private static final StructType SHARES = new StructType(new StructField[] {
        ReceiptRows.field(RewardTables.EPOCH, DataTypes.LongType),
        ReceiptRows.field(RewardTables.INFERENCE_ID, DataTypes.StringType),
        ReceiptRows.field(RewardTables.PAYEE, DataTypes.StringType),
        ReceiptRows.field(RewardTables.ROLE, DataTypes.StringType),
        ReceiptRows.field(RewardTables.SUBJECT, DataTypes.StringType),
        ReceiptRows.field(RewardTables.SHARE, DataTypes.LongType)
    });
    private static final StructType PAYOUTS = new StructType(new StructField[] {
        ReceiptRows.field(RewardTables.NETWORK, DataTypes.StringType),
        ReceiptRows.field(RewardTables.EPOCH, DataTypes.LongType),
        ReceiptRows.field(RewardTables.PAYEE, DataTypes.StringType),
        ReceiptRows.field(RewardTables.PAYEE_KEY, DataTypes.StringType),
        ReceiptRows.field(RewardTables.ROLE, DataTypes.StringType),
        ReceiptRows.field(RewardTables.REASON, DataTypes.StringType),
        ReceiptRows.field(RewardTables.SUBJECT, DataTypes.StringType),
        ReceiptRows.field(RewardTables.AMOUNT, DataTypes.LongType),
        ReceiptRows.field(RewardTables.UNIT, DataTypes.StringType),
        ReceiptRows.field(RewardTables.SALT, DataTypes.StringType),
        ReceiptRows.field(RewardTables.LEAF_INDEX, DataTypes.IntegerType),
        ReceiptRows.field(RewardTables.LEAF_HASH, DataTypes.StringType)
    });
    private static final StructType EPOCHS = new StructType(new StructField[] {
        ReceiptRows.field(RewardTables.EPOCH, DataTypes.LongType),
        ReceiptRows.field(RewardTables.KIND, DataTypes.StringType),
        ReceiptRows.field(RewardTables.ADJUSTS, DataTypes.StringType),
        ReceiptRows.field(RewardTables.RECORD, DataTypes.StringType),
        ReceiptRows.field(RewardTables.RECORD_HASH, DataTypes.StringType),
        ReceiptRows.field(RewardTables.RECEIPTS, DataTypes.LongType),
        ReceiptRows.field(RewardTables.POOL, DataTypes.LongType),
        ReceiptRows.field(RewardTables.PAID, DataTypes.LongType),
        ReceiptRows.field(RewardTables.UNDISTRIBUTED, DataTypes.LongType)
    });

    private final SparkSession spark;
    private final long epoch;

    EpochTables(SparkSession spark, long epoch) {
        this.spark = spark;
        this.epoch = epoch;
    }

    /** Replaces what the tables hold of the epoch. */
    void write(Dataset<Row> scores, Dataset<Row> bundles, Dataset<Row> eligibility, EpochResult result) {
        overwrite(AttributionTables.SCORES_TABLE, scores.sortWithinPartitions(AttributionTables.RECEIPT_ID));
        overwrite(AttributionTables.BUNDLES_TABLE, bundles.coalesce(1));
        overwrite(AttributionTables.ELIGIBILITY_TABLE, eligibility.sortWithinPartitions(AttributionTables.ROW_ID));
        overwrite(
                RewardTables.SHARES_TABLE,
                spark.createDataFrame(shares(result), SHARES).coalesce(1));
        overwrite(
                RewardTables.PAYOUTS_TABLE,
                spark.createDataFrame(payouts(result), PAYOUTS).coalesce(1));
        overwrite(RewardTables.EPOCHS_TABLE, spark.createDataFrame(List.of(record(result)), EPOCHS));
    }

    private void overwrite(TableDefinition table, Dataset<Row> rows) {
        try {
            rows.writeTo(name(table))
                    // All rows are of one partition: tasks may write it side by side.
                    .option("distribution-mode", "none")
                    .overwrite(col(RewardTables.EPOCH).equalTo(epoch));
        } catch (NoSuchTableException e) {
            throw new UnavailableException("table " + table.qualifiedName() + " vanished while it was written", e);
        }
    }

    /**
     * Compares the epoch with what the tables hold.
     *
     * @throws RefusedException naming the first row that differs
     */
    void requireStored(EpochResult result) {
        requireEqual(RewardTables.PAYOUTS_TABLE, payouts(result), PAYOUTS, RewardTables.LEAF_INDEX);
        requireEqual(
                RewardTables.SHARES_TABLE,
                shares(result),
                SHARES,
                RewardTables.INFERENCE_ID,
                RewardTables.PAYEE,
                RewardTables.ROLE,
                RewardTables.SUBJECT);
        requireEqual(RewardTables.EPOCHS_TABLE, List.of(record(result)), EPOCHS, RewardTables.EPOCH);
    }

    private void requireEqual(TableDefinition table, List<Row> computed, StructType schema, String... order) {
        Dataset<Row> sorted = stored(table).selectExpr(schema.fieldNames());
        List<Row> stored = sorted.orderBy(order[0], Arrays.copyOfRange(order, 1, order.length))
                .collectAsList();
        for (int i = 0; i < Math.max(stored.size(), computed.size()); i++) {
            String had = i < stored.size() ? describe(stored.get(i), schema) : "no row";
            String want = i < computed.size() ? describe(computed.get(i), schema) : "no row";
            if (!had.equals(want)) {
                throw new RefusedException(table.qualifiedName() + " differs at row " + i + " of epoch " + epoch
                        + ": stored " + had + ", computed " + want);
            }
        }
    }

    private static String describe(Row row, StructType schema) {
        List<String> fields = new ArrayList<>();
        for (int column = 0; column < schema.length(); column++) {
            fields.add(schema.fieldNames()[column] + "=" + row.get(column));
        }
        return String.join(" ", fields);
    }

    /**
     * Sums the stored scores again and compares, so that every share is backed by rows that a reader can see.
     *
     * @param weights as computed from bundles
     * @param scores as computed
     * @throws RefusedException naming the first receipt and contributor whose sum differs
     */
    void requireBacked(Map<String, SortedMap<String, BigInteger>> weights, Dataset<Row> scores) {
        Dataset<Row> stored = stored(AttributionTables.SCORES_TABLE);
        requireSums(ScoredRows.weights(stored), weights);
        requireSums(ScoredRows.roundedWeights(stored), ScoredRows.roundedWeights(scores));
    }

    private void requireSums(
            Map<String, SortedMap<String, BigInteger>> stored, Map<String, SortedMap<String, BigInteger>> computed) {
        TreeSet<String> receipts = new TreeSet<>(computed.keySet());
        receipts.addAll(stored.keySet());
        for (String receipt : receipts) {
            Map<String, BigInteger> had = stored.getOrDefault(receipt, new TreeMap<>());
            Map<String, BigInteger> want = computed.getOrDefault(receipt, new TreeMap<>());
            if (!had.equals(want)) {
                throw new RefusedException("attribution.scores differs for receipt " + receipt + " of epoch " + epoch
                        + ": stored weights sum to " + had + ", computed " + want);
            }
        }
    }

    /**
     * Compares the stored standings of passages with computed ones.
     *
     * @throws RefusedException naming the first row that differs
     */
    void requireStandings(Dataset<Row> computed) {
        requireRows(
                AttributionTables.ELIGIBILITY_TABLE,
                stored(AttributionTables.ELIGIBILITY_TABLE),
                computed,
                AttributionTables.MODEL_ID,
                AttributionTables.ROW_ID);
    }

    /**
     * Compares the stored bundles with computed ones.
     *
     * @throws RefusedException naming the first row that differs
     */
    void requireBundles(Dataset<Row> computed) {
        requireRows(
                AttributionTables.BUNDLES_TABLE,
                // Rows of earlier releases, whose rules leave all of it.
                stored(AttributionTables.BUNDLES_TABLE)
                        .na()
                        .fill(PayRule.WHOLE, new String[] {AttributionTables.CONTRIBUTOR_STANDING}),
                computed,
                AttributionTables.MODEL_ID,
                AttributionTables.CONTRIBUTOR,
                AttributionTables.LOT,
                AttributionTables.PLACE);
    }

    private void requireRows(
            TableDefinition table, Dataset<Row> all, Dataset<Row> computed, String first, String... order) {
        Dataset<Row> stored = all.selectExpr(computed.columns());
        List<Row> missing = computed.exceptAll(stored).orderBy(first, order).takeAsList(1);
        if (!missing.isEmpty()) {
            throw new RefusedException(table.qualifiedName() + " of epoch " + epoch + " lacks "
                    + missing.get(0).mkString(" "));
        }
        if (stored.count() != computed.count()) {
            throw new RefusedException(table.qualifiedName() + " of epoch " + epoch + " has " + stored.count()
                    + " rows, computed " + computed.count());
        }
    }

    private Dataset<Row> stored(TableDefinition table) {
        return spark.table(name(table)).where(col(RewardTables.EPOCH).equalTo(epoch));
    }

    private static String name(TableDefinition table) {
        return LakeSession.CATALOG + "." + table.qualifiedName();
    }

    private List<Row> shares(EpochResult result) {
        List<Row> rows = new ArrayList<>();
        for (Share share : result.accounts().shares()) {
            rows.add(RowFactory.create(
                    epoch, share.inferenceId(), share.payee(), share.role(), share.subject(), share.share()));
        }
        return rows;
    }

    private List<Row> payouts(EpochResult result) {
        List<Row> rows = new ArrayList<>();
        for (Payout payout : result.accounts().payouts()) {
            rows.add(RowFactory.create(
                    payout.network(),
                    payout.epoch(),
                    payout.payee(),
                    payout.payeeKey(),
                    payout.role(),
                    payout.reason(),
                    payout.subject(),
                    payout.amount(),
                    payout.unit(),
                    payout.salt(),
                    rows.size(),
                    payout.leafHash().hex()));
        }
        return rows;
    }

    private Row record(EpochResult result) {
        return RowFactory.create(
                epoch,
                result.record().kind(),
                result.record().adjusts(),
                result.record().toJson().toString(),
                result.record().leafHash().hex(),
                result.receipts(),
                result.accounts().poolMicros(),
                result.accounts().paidMicros(),
                result.accounts().undistributedMicros());
    }
}
