// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import static org.apache.spark.sql.functions.col;

import io.tributary.pipelines.LakeSession;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.ReceiptInput;
import io.tributary.protocol.record.ReceiptOutput;
import io.tributary.protocol.record.Share;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.KeyStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The sealed receipts of an epoch with their questions opened, by receipt id. Questions stay in memory; no table ever
 * holds them readable.
 *
 * @param answers by receipt id, bytewise ascending
 */
record SealedAnswers(List<Answer> answers) {
    private static final int BYTES_MAX = 4 << 20;

    /** One sealed answer: its receipt and the text that was asked. */
    record Answer(Receipt receipt, String question) {}

    /** Copies the answers. */
    SealedAnswers {
        answers = List.copyOf(answers);
    }

    /**
     * Reads and opens the receipts of an epoch, which may be none.
     *
     * @throws RefusedException if a receipt does not match its commitments or the receipts not their root
     */
    static SealedAnswers open(SparkSession spark, KeyStore keys, AttributeRequest request) {
        List<Row> rows = spark.table(LakeSession.CATALOG + "." + AttributionTables.RECEIPTS_TABLE.qualifiedName())
                .where(col(AttributionTables.EPOCH).equalTo(request.receiptsEpoch()))
                .select(AttributionTables.RECEIPT_JSON, AttributionTables.INPUT, AttributionTables.KEY_REF)
                .collectAsList();
        List<Answer> answers = new ArrayList<>();
        for (Row row : rows) {
            answers.add(answer(row, keys));
        }
        answers.sort(Comparator.comparing(answer -> answer.receipt().receiptId(), Share.BYTEWISE));
        SealedAnswers sealed = new SealedAnswers(answers);
        sealed.require(request);
        return sealed;
    }

    private static Answer answer(Row row, KeyStore keys) {
        Receipt receipt = Receipt.of(CanonicalJson.parse(row.getString(0).getBytes(StandardCharsets.UTF_8), BYTES_MAX));
        byte[] opened = keys.sealingKey(row.getString(2)).open(receipt.receiptId(), row.getAs(1));
        ReceiptInput input = ReceiptInput.of(CanonicalJson.parse(opened, BYTES_MAX));
        if (!input.leafHash().equals(receipt.inputCommit())) {
            throw new RefusedException("question of receipt " + receipt.receiptId() + " has hash " + input.leafHash()
                    + ", the receipt commits to " + receipt.inputCommit());
        }
        Hash output = new ReceiptOutput(receipt.answerSalt(), receipt.answer()).leafHash();
        if (!output.equals(receipt.outputCommit())) {
            throw new RefusedException("answer of receipt " + receipt.receiptId() + " has hash " + output
                    + ", the receipt commits to " + receipt.outputCommit());
        }
        return new Answer(receipt, input.text());
    }

    private void require(AttributeRequest request) {
        for (int i = 0; i < answers.size(); i++) {
            Receipt receipt = answers.get(i).receipt();
            if (i > 0 && receipt.receiptId().equals(answers.get(i - 1).receipt().receiptId())) {
                throw new RefusedException(
                        "receipt " + receipt.receiptId() + " is sealed twice in epoch " + request.receiptsEpoch());
            }
            if (!receipt.unit().equals(request.unit())) {
                throw new RefusedException(
                        "receipt " + receipt.receiptId() + " is in " + receipt.unit() + ", want " + request.unit());
            }
            if (receipt.occurredAt() >= request.windowEnd()) {
                throw new RefusedException("receipt " + receipt.receiptId() + " is of " + receipt.occurredAt()
                        + ", the window ends at " + request.windowEnd());
            }
        }
        if (!request.receiptsRoot().isEmpty() && !request.receiptsRoot().equals(root().hex())) {
            throw new RefusedException("receipts of epoch " + request.receiptsEpoch() + " have root " + root()
                    + ", sealed was " + request.receiptsRoot());
        }
    }

    /** Root over the receipts. */
    Hash root() {
        return MerkleTree.ofLeaves(
                        answers.stream().map(answer -> answer.receipt().bytes()).toList())
                .root();
    }

    /** All but the receipts with these ids. */
    SealedAnswers without(Set<String> receiptIds) {
        return new SealedAnswers(answers.stream()
                .filter(answer -> !receiptIds.contains(answer.receipt().receiptId()))
                .toList());
    }

    /** The answers that a model gave, in order. */
    List<Answer> of(String modelId) {
        return answers.stream()
                .filter(answer -> answer.receipt().model().equals(modelId))
                .toList();
    }
}
