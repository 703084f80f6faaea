// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.Share;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** Reads rows of {@code bronze.inferences} as the receipts that they are. */
public final class BronzeReceipts {
    /** A row that is here is read, whatever its size: the rule for long receipts decides, and a reader that stopped would stop everybody's pay. */
    private static final int ARRAY_BYTES_MAX = Integer.MAX_VALUE;

    private BronzeReceipts() {}

    /** The columns that {@link #receipt} and {@link #comparator} read, and the sealed question. */
    public static String[] columns() {
        return new String[] {
            BronzeTables.RECEIPT_ID,
            BronzeTables.HOST,
            BronzeTables.HOST_SEQ,
            BronzeTables.NONCE,
            BronzeTables.CALLER,
            BronzeTables.CALLER_SIG,
            BronzeTables.MODEL,
            BronzeTables.ADAPTERS,
            BronzeTables.INPUT_COMMIT,
            BronzeTables.OUTPUT_COMMIT,
            BronzeTables.RETRIEVED,
            BronzeTables.TOKENS_IN,
            BronzeTables.TOKENS_OUT,
            BronzeTables.FEE,
            BronzeTables.UNIT,
            BronzeTables.DEPOSIT,
            BronzeTables.PRICE_RULE,
            BronzeTables.ANSWER,
            BronzeTables.ANSWER_SALT,
            BronzeTables.OCCURRED_AT,
            BronzeTables.INPUT,
            BronzeTables.KEY_REF,
            BronzeTables.LEAF_HASH,
            BronzeTables.KAFKA_PARTITION,
            BronzeTables.KAFKA_OFFSET,
            BronzeTables.APPENDED_AT
        };
    }

    /** Columns by which rows with the same receipt id are put in order; the first one counts. */
    public static List<String> order() {
        return List.of(
                BronzeTables.KAFKA_PARTITION,
                BronzeTables.KAFKA_OFFSET,
                BronzeTables.HOST_SEQ,
                BronzeTables.LEAF_HASH,
                BronzeTables.KEY_REF);
    }

    /** The {@code host-proof/v1} of a row; empty where an earlier release wrote it. */
    public static String hostProof(Row row) {
        return row.columns().contains(BronzeTables.HOST_PROOF) ? row.text(BronzeTables.HOST_PROOF) : "";
    }

    /** Whether rows of a snapshot have a {@code host-proof/v1}: whether a release that keeps it has made it. */
    public static boolean hasHostProofs(Table inferences, long snapshotId) {
        return SnapshotUtil.schemaFor(inferences, snapshotId).findField(BronzeTables.HOST_PROOF) != null;
    }

    /** The {@link #order()} of rows. */
    public static Comparator<Row> comparator() {
        return Comparator.<Row>comparingInt(row -> row.int32(BronzeTables.KAFKA_PARTITION))
                .thenComparingLong(row -> row.number(BronzeTables.KAFKA_OFFSET))
                .thenComparingLong(row -> row.number(BronzeTables.HOST_SEQ))
                .thenComparing(row -> row.text(BronzeTables.LEAF_HASH))
                .thenComparing(row -> row.text(BronzeTables.KEY_REF), Share.BYTEWISE);
    }

    /**
     * The receipt of a row.
     *
     * @throws RefusedException if the columns do not make the receipt that was accepted
     */
    public static Receipt receipt(Row row) {
        Receipt receipt = new Receipt(
                row.text(BronzeTables.RECEIPT_ID),
                row.text(BronzeTables.HOST),
                row.number(BronzeTables.HOST_SEQ),
                row.text(BronzeTables.NONCE),
                row.text(BronzeTables.CALLER),
                row.text(BronzeTables.CALLER_SIG),
                row.text(BronzeTables.MODEL),
                texts(row.text(BronzeTables.ADAPTERS)),
                Hash.ofHex(row.text(BronzeTables.INPUT_COMMIT)),
                Hash.ofHex(row.text(BronzeTables.OUTPUT_COMMIT)),
                texts(row.text(BronzeTables.RETRIEVED)),
                row.number(BronzeTables.TOKENS_IN),
                row.number(BronzeTables.TOKENS_OUT),
                row.number(BronzeTables.FEE),
                row.text(BronzeTables.UNIT),
                row.text(BronzeTables.DEPOSIT),
                row.text(BronzeTables.PRICE_RULE),
                row.text(BronzeTables.ANSWER),
                row.text(BronzeTables.ANSWER_SALT),
                row.number(BronzeTables.OCCURRED_AT));
        if (!receipt.leafHash().hex().equals(row.text(BronzeTables.LEAF_HASH))) {
            throw new RefusedException("receipt " + receipt.receiptId() + " in bronze.inferences has hash "
                    + receipt.leafHash() + ", accepted was " + row.text(BronzeTables.LEAF_HASH));
        }
        return receipt;
    }

    /** A canonical JSON array of strings; the encoding knows objects only, so it is read inside one. */
    private static List<String> texts(String array) {
        return CanonicalJson.parse(("{\"a\":" + array + "}").getBytes(StandardCharsets.UTF_8), ARRAY_BYTES_MAX)
                .texts("a");
    }
}
