// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.record.HostProof;
import io.tributary.protocol.record.Inference;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.tables.BronzeTables;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.iceberg.Schema;

/** The rows of the bronze tables but that of contributions, which {@link ContributionRows} makes. */
final class BronzeRows {
    private BronzeRows() {}

    /** Rows of one table from events of one kind, one of each. */
    abstract static class ToRow<T> extends RichFlatMapFunction<T, RowData> {
        private static final long serialVersionUID = 1L;

        private final RowAssembler assembler;

        ToRow(Schema schema) {
            this.assembler = new RowAssembler(schema);
        }

        @Override
        public void flatMap(T event, Collector<RowData> out) {
            out.collect(fill(assembler.row(), event).build());
        }

        abstract RowAssembler.Assembly fill(RowAssembler.Assembly row, T event);
    }

    /** {@code bronze.inferences}. */
    static final class OfInference extends RichFlatMapFunction<BatchPart, RowData> {
        private static final long serialVersionUID = 1L;

        private final RowAssembler assembler;

        OfInference(Schema schema) {
            this.assembler = new RowAssembler(schema);
        }

        @Override
        public void flatMap(BatchPart part, Collector<RowData> out) {
            SignedEnvelope signed =
                    SignedEnvelope.of(CanonicalJson.reread(part.batch().signed().getBytes(StandardCharsets.UTF_8)));
            for (ItemPlace place : part.items()) {
                Inference inference = Inference.of(CanonicalJson.reread(part.canonical(place)));
                HostProof proof = new HostProof(signed, place.index(), place.path());
                out.collect(fill(assembler.row(), inference, part.batch())
                        .text(BronzeTables.HOST_PROOF, proof.toJson().toString())
                        .build());
            }
        }

        private static RowAssembler.Assembly fill(RowAssembler.Assembly row, Inference inference, VerifiedBatch batch) {
            return receipt(row, inference.receipt())
                    .bytes(BronzeTables.INPUT, HexFormat.of().parseHex(inference.input()))
                    .text(BronzeTables.KEY_REF, inference.keyRef())
                    .text(BronzeTables.LEAF_HASH, inference.receipt().leafHash().hex())
                    .number(BronzeTables.BATCH, batch.sequence())
                    .int32(BronzeTables.KAFKA_PARTITION, batch.partition())
                    .number(BronzeTables.KAFKA_OFFSET, batch.offset())
                    .time(BronzeTables.APPENDED_AT, batch.appendedMillis());
        }

        private static RowAssembler.Assembly receipt(RowAssembler.Assembly row, Receipt receipt) {
            return row.text(BronzeTables.RECEIPT_ID, receipt.receiptId())
                    .text(BronzeTables.HOST, receipt.host())
                    .number(BronzeTables.HOST_SEQ, receipt.hostSeq())
                    .text(BronzeTables.NONCE, receipt.nonce())
                    .text(BronzeTables.CALLER, receipt.caller())
                    .text(BronzeTables.CALLER_SIG, receipt.callerSig())
                    .text(BronzeTables.MODEL, receipt.model())
                    .text(BronzeTables.ADAPTERS, jsonArray(receipt.adapters()))
                    .text(BronzeTables.INPUT_COMMIT, receipt.inputCommit().hex())
                    .text(BronzeTables.OUTPUT_COMMIT, receipt.outputCommit().hex())
                    .text(BronzeTables.RETRIEVED, jsonArray(receipt.retrieved()))
                    .number(BronzeTables.TOKENS_IN, receipt.tokensIn())
                    .number(BronzeTables.TOKENS_OUT, receipt.tokensOut())
                    .number(BronzeTables.FEE, receipt.fee())
                    .text(BronzeTables.UNIT, receipt.unit())
                    .text(BronzeTables.DEPOSIT, receipt.deposit())
                    .text(BronzeTables.PRICE_RULE, receipt.priceRule())
                    .number(BronzeTables.OCCURRED_AT, receipt.occurredAt())
                    .text(BronzeTables.ANSWER, receipt.answer())
                    .text(BronzeTables.ANSWER_SALT, receipt.answerSalt());
        }

        /** Ids hold no character that JSON escapes, so joining them is the canonical form. */
        private static String jsonArray(List<String> ids) {
            return ids.isEmpty() ? "[]" : "[\"" + String.join("\",\"", ids) + "\"]";
        }
    }

    /** {@code bronze.batches}. */
    static final class OfBatch extends ToRow<VerifiedBatch> {
        private static final long serialVersionUID = 1L;

        OfBatch(Schema schema) {
            super(schema);
        }

        @Override
        RowAssembler.Assembly fill(RowAssembler.Assembly row, VerifiedBatch batch) {
            return row.text(BronzeTables.TOPIC, batch.topic())
                    .text(BronzeTables.SIGNER, batch.signer())
                    .number(BronzeTables.SEQUENCE, batch.sequence())
                    .number(BronzeTables.ITEM_COUNT, batch.itemCount())
                    .text(BronzeTables.ROOT, batch.root())
                    .text(BronzeTables.DATANET, batch.datanet())
                    .number(BronzeTables.UP_TO, batch.upToMillis())
                    .int32(BronzeTables.KAFKA_PARTITION, batch.partition())
                    .number(BronzeTables.KAFKA_OFFSET, batch.offset())
                    .time(BronzeTables.APPENDED_AT, batch.appendedMillis());
        }
    }

    /** {@code bronze.rejections}. */
    static final class OfRejection extends ToRow<Rejection> {
        private static final long serialVersionUID = 1L;

        private transient Map<String, Counter> refused;

        OfRejection(Schema schema) {
            super(schema);
        }

        @Override
        public void open(OpenContext context) {
            refused = new HashMap<>();
        }

        /** Counts items by rule, for who watches the job. */
        private Counter refused(String rule) {
            return refused.computeIfAbsent(
                    rule,
                    name -> getRuntimeContext()
                            .getMetricGroup()
                            .addGroup("rule", name)
                            .counter("refused"));
        }

        @Override
        RowAssembler.Assembly fill(RowAssembler.Assembly row, Rejection rejection) {
            refused(rejection.rule()).inc(rejection.items());
            return row.text(BronzeTables.RULE, rejection.rule())
                    .text(BronzeTables.REASON, rejection.reason())
                    .text(BronzeTables.TOPIC, rejection.topic())
                    .int32(BronzeTables.KAFKA_PARTITION, rejection.partition())
                    .number(BronzeTables.KAFKA_OFFSET, rejection.offset())
                    .number(BronzeTables.ITEMS, rejection.items())
                    .text(BronzeTables.SIGNER, rejection.signer())
                    .text(BronzeTables.COMMITMENT, rejection.commitment())
                    .time(BronzeTables.APPENDED_AT, rejection.appendedMillis());
        }
    }
}
