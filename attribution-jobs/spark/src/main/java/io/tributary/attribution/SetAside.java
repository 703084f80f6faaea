// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import static org.apache.spark.sql.functions.col;

import io.tributary.pipelines.LakeSession;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.money.Admission;
import io.tributary.protocol.money.SealRule;
import io.tributary.protocol.money.SealedQuestions;
import io.tributary.protocol.record.Receipt;
import io.tributary.tables.AttributionTables;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The receipts that an epoch does not pay for, each with the rule that it breaks.
 *
 * @param rows rows of {@code attribution.set_aside}, by receipt id
 */
record SetAside(Dataset<Row> rows) {
    private static final StructType SCHEMA = new StructType(new StructField[] {
        ReceiptRows.field(AttributionTables.EPOCH, DataTypes.LongType),
        ReceiptRows.field(AttributionTables.RECEIPT_ID, DataTypes.StringType),
        ReceiptRows.field(AttributionTables.RULE, DataTypes.StringType),
        ReceiptRows.field(AttributionTables.REASON, DataTypes.StringType),
        ReceiptRows.field(AttributionTables.HOST, DataTypes.StringType),
        ReceiptRows.field(AttributionTables.CALLER, DataTypes.StringType),
        ReceiptRows.field(AttributionTables.MODEL, DataTypes.StringType),
        ReceiptRows.field(AttributionTables.DEPOSIT, DataTypes.StringType),
        ReceiptRows.field(AttributionTables.FEE, DataTypes.LongType),
        ReceiptRows.field(AttributionTables.LEAF_HASH, DataTypes.StringType)
    });

    /** Decides on candidates one after the other, in the order of their ids; only what is set aside is kept in memory. */
    static SetAside of(SparkSession spark, Dataset<Row> candidates, SealRequest request, SealedQuestions questions) {
        Admission admission = request.admission();
        List<Row> refused = new ArrayList<>();
        Iterator<Row> sorted = candidates
                .select(
                        AttributionTables.RECEIPT_JSON,
                        AttributionTables.RECEIPT_ID,
                        AttributionTables.KEY_REF,
                        AttributionTables.INPUT,
                        Candidates.RULE,
                        Candidates.REASON)
                .orderBy(AttributionTables.RECEIPT_ID)
                .toLocalIterator();
        while (sorted.hasNext()) {
            Row candidate = sorted.next();
            byte[] json = candidate.getString(0).getBytes(StandardCharsets.UTF_8);
            Receipt receipt = Receipt.of(CanonicalJson.parse(json, json.length));
            Optional<Admission.Refusal> refusal = unsigned(candidate)
                    .or(() -> admission.next(
                            receipt, () -> questions.refusal(receipt, candidate.getString(2), candidate.getAs(3))));
            refusal.ifPresent(why -> refused.add(row(request.epoch(), receipt, why)));
        }
        return new SetAside(spark.createDataFrame(refused, SCHEMA));
    }

    private static Optional<Admission.Refusal> unsigned(Row candidate) {
        String rule = candidate.getString(4);
        return rule.isEmpty()
                ? Optional.empty()
                : Optional.of(new Admission.Refusal(SealRule.of(rule), candidate.getString(5)));
    }

    /** Ids of the receipts that an epoch set aside because the key of their question was missing. */
    static Set<String> withoutKey(SparkSession spark, long epoch) {
        return Set.copyOf(spark.table(LakeSession.CATALOG + "." + AttributionTables.SET_ASIDE_TABLE.qualifiedName())
                .where(col(AttributionTables.EPOCH)
                        .equalTo(epoch)
                        .and(col(AttributionTables.RULE).equalTo(SealRule.QUESTION_KEY_MISSING.id())))
                .select(AttributionTables.RECEIPT_ID)
                .as(Encoders.STRING())
                .collectAsList());
    }

    private static Row row(long epoch, Receipt receipt, Admission.Refusal refusal) {
        return RowFactory.create(
                epoch,
                receipt.receiptId(),
                refusal.rule().id(),
                refusal.reason(),
                receipt.host(),
                receipt.caller(),
                receipt.model(),
                receipt.deposit(),
                receipt.fee(),
                receipt.leafHash().hex());
    }

    long count() {
        return rows.count();
    }

    /** The candidates that the epoch pays for. */
    Dataset<Row> without(Dataset<Row> candidates) {
        return candidates.join(
                rows.select(AttributionTables.RECEIPT_ID),
                CollectionConverters.asScala(List.of(AttributionTables.RECEIPT_ID))
                        .toSeq(),
                "left_anti");
    }

    /** Replaces what the table holds of the epoch. */
    void write(long epoch) {
        try {
            rows.coalesce(1)
                    .writeTo(LakeSession.CATALOG + "." + AttributionTables.SET_ASIDE_TABLE.qualifiedName())
                    .overwrite(col(AttributionTables.EPOCH).equalTo(epoch));
        } catch (NoSuchTableException e) {
            throw new UnavailableException("table attribution.set_aside vanished while it was written", e);
        }
    }
}
