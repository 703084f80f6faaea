// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads rows of {@code bronze.inferences} as the receipts that they are. */
public final class BronzeReceipts {
    private static final int ARRAY_BYTES_MAX = 1 << 20;

    private BronzeReceipts() {}

    /** The columns that {@link #receipt} reads. */
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
            BronzeTables.LEAF_HASH
        };
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
