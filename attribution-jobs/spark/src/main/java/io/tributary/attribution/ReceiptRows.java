// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Receipt;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.BronzeTables;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Turns rows of {@code bronze.inferences} into rows of {@code attribution.receipts}. */
final class ReceiptRows {

    /** Columns of {@link AttributionTables#RECEIPTS_TABLE}. */
    static final StructType SCHEMA = new StructType(new StructField[] {
        field(AttributionTables.EPOCH, DataTypes.LongType),
        field(AttributionTables.RECEIPT_ID, DataTypes.StringType),
        field(AttributionTables.HOST, DataTypes.StringType),
        field(AttributionTables.HOST_SEQ, DataTypes.LongType),
        field(AttributionTables.NONCE, DataTypes.StringType),
        field(AttributionTables.CALLER, DataTypes.StringType),
        field(AttributionTables.CALLER_SIG, DataTypes.StringType),
        field(AttributionTables.MODEL, DataTypes.StringType),
        field(AttributionTables.ADAPTERS, DataTypes.StringType),
        field(AttributionTables.INPUT_COMMIT, DataTypes.StringType),
        field(AttributionTables.OUTPUT_COMMIT, DataTypes.StringType),
        field(AttributionTables.RETRIEVED, DataTypes.StringType),
        field(AttributionTables.TOKENS_IN, DataTypes.LongType),
        field(AttributionTables.TOKENS_OUT, DataTypes.LongType),
        field(AttributionTables.FEE, DataTypes.LongType),
        field(AttributionTables.UNIT, DataTypes.StringType),
        field(AttributionTables.DEPOSIT, DataTypes.StringType),
        field(AttributionTables.PRICE_RULE, DataTypes.StringType),
        field(AttributionTables.OCCURRED_AT, DataTypes.LongType),
        field(AttributionTables.ANSWER, DataTypes.StringType),
        field(AttributionTables.ANSWER_SALT, DataTypes.StringType),
        field(AttributionTables.INPUT, DataTypes.BinaryType),
        field(AttributionTables.KEY_REF, DataTypes.StringType),
        field(AttributionTables.LEAF_HASH, DataTypes.StringType),
        field(AttributionTables.RECEIPT_JSON, DataTypes.StringType)
    });

    /** A row that is here is read, whatever its size: the rule for long receipts decides, and a reader that stopped would stop everybody's pay. */
    private static final int ARRAY_BYTES_MAX = Integer.MAX_VALUE;

    private ReceiptRows() {}

    static StructField field(String name, DataType type) {
        return new StructField(name, type, false, Metadata.empty());
    }

    /**
     * The sealed row of a bronze row.
     *
     * @throws RefusedException if the columns do not make the receipt that was accepted
     */
    static Row sealed(Row bronze, Receipt receipt, long epoch) {
        String leafHash = receipt.leafHash().hex();
        String accepted = bronze.getAs(BronzeTables.LEAF_HASH);
        if (!leafHash.equals(accepted)) {
            throw new RefusedException("receipt " + receipt.receiptId() + " in bronze.inferences has hash " + leafHash
                    + ", accepted was " + accepted);
        }
        return RowFactory.create(
                epoch,
                receipt.receiptId(),
                receipt.host(),
                receipt.hostSeq(),
                receipt.nonce(),
                receipt.caller(),
                receipt.callerSig(),
                receipt.model(),
                bronze.getAs(BronzeTables.ADAPTERS),
                receipt.inputCommit().hex(),
                receipt.outputCommit().hex(),
                bronze.getAs(BronzeTables.RETRIEVED),
                receipt.tokensIn(),
                receipt.tokensOut(),
                receipt.fee(),
                receipt.unit(),
                receipt.deposit(),
                receipt.priceRule(),
                receipt.occurredAt(),
                receipt.answer(),
                receipt.answerSalt(),
                bronze.getAs(BronzeTables.INPUT),
                bronze.getAs(BronzeTables.KEY_REF),
                leafHash,
                receipt.toJson().toString());
    }

    /** The receipt that a bronze row says. */
    static Receipt receipt(Row row) {
        return new Receipt(
                row.getAs(BronzeTables.RECEIPT_ID),
                row.getAs(BronzeTables.HOST),
                row.<Long>getAs(BronzeTables.HOST_SEQ),
                row.getAs(BronzeTables.NONCE),
                row.getAs(BronzeTables.CALLER),
                row.getAs(BronzeTables.CALLER_SIG),
                row.getAs(BronzeTables.MODEL),
                texts(row.getAs(BronzeTables.ADAPTERS)),
                Hash.ofHex(row.getAs(BronzeTables.INPUT_COMMIT)),
                Hash.ofHex(row.getAs(BronzeTables.OUTPUT_COMMIT)),
                texts(row.getAs(BronzeTables.RETRIEVED)),
                row.<Long>getAs(BronzeTables.TOKENS_IN),
                row.<Long>getAs(BronzeTables.TOKENS_OUT),
                row.<Long>getAs(BronzeTables.FEE),
                row.getAs(BronzeTables.UNIT),
                row.getAs(BronzeTables.DEPOSIT),
                row.getAs(BronzeTables.PRICE_RULE),
                row.getAs(BronzeTables.ANSWER),
                row.getAs(BronzeTables.ANSWER_SALT),
                row.<Long>getAs(BronzeTables.OCCURRED_AT));
    }

    /** A canonical JSON array of strings; the encoding knows objects only, so it is read inside one. */
    private static List<String> texts(String array) {
        return CanonicalJson.parse(("{\"a\":" + array + "}").getBytes(StandardCharsets.UTF_8), ARRAY_BYTES_MAX)
                .texts("a");
    }
}
