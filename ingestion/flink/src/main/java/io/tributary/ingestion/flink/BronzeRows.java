// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.Inference;
import io.tributary.protocol.record.ItemFields;
import io.tributary.protocol.record.ItemFields.Field;
import io.tributary.protocol.record.Receipt;
import io.tributary.tables.BronzeTables;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Schema;

/** The rows of the bronze tables. */
final class BronzeRows {
    private BronzeRows() {}

    /** Rows of one table from events of one kind. */
    abstract static class ToRow<T> extends RichMapFunction<T, RowData> {
        private static final long serialVersionUID = 1L;

        private final RowAssembler assembler;

        ToRow(Schema schema) {
            this.assembler = new RowAssembler(schema);
        }

        @Override
        public RowData map(T event) {
            return fill(assembler.row(), event).build();
        }

        abstract RowAssembler.Assembly fill(RowAssembler.Assembly row, T event);
    }

    /** {@code bronze.contributions}. */
    static final class OfContribution extends ToRow<BatchItem> {
        private static final long serialVersionUID = 1L;

        private transient ItemFields current;
        private transient ItemFields previous;
        private transient byte[] consentBytes;
        private transient List<String> consent;

        OfContribution(Schema schema) {
            super(schema);
        }

        @Override
        public void open(OpenContext context) {
            current = new ItemFields();
            previous = new ItemFields();
            consentBytes = new byte[0];
            consent = List.of();
        }

        @Override
        RowAssembler.Assembly fill(RowAssembler.Assembly row, BatchItem event) {
            ItemFields item = current;
            current = previous;
            previous = item;
            if (item.readAfter(current, event.canonical(), 0) && item.number(Field.ORIGIN_AT) >= 0) {
                readConsent(item);
                fill(row, item);
            } else {
                fill(row, ContributionItem.of(CanonicalJson.reread(event.canonical())));
            }
            return row.text(BronzeTables.RECORD_ID, event.id())
                    .number(BronzeTables.BATCH, event.sequence())
                    .text(BronzeTables.BATCH_ROOT, event.batchRoot())
                    .text(BronzeTables.KEY_ID, event.keyId())
                    .text(BronzeTables.LEAF_HASH, event.leafHash().hex())
                    .int32(BronzeTables.KAFKA_PARTITION, event.partition())
                    .number(BronzeTables.KAFKA_OFFSET, event.offset())
                    .time(BronzeTables.APPENDED_AT, event.appendedMillis());
        }

        /** Nearly every item consents to what the one before has consented to. */
        private void readConsent(ItemFields item) {
            int from = item.from(Field.CONSENT);
            int to = item.to(Field.CONSENT);
            if (!Arrays.equals(item.bytes(), from, to, consentBytes, 0, consentBytes.length)) {
                consentBytes = Arrays.copyOfRange(item.bytes(), from, to);
                consent = item.texts(Field.CONSENT);
            }
        }

        private void fill(RowAssembler.Assembly row, ItemFields item) {
            text(row, BronzeTables.KIND, item, Field.KIND);
            text(row, BronzeTables.PARENT, item, Field.PARENT);
            text(row, BronzeTables.CONTRIBUTOR, item, Field.CONTRIBUTOR);
            text(row, BronzeTables.DATANET, item, Field.DATANET);
            text(row, BronzeTables.KEY_REF, item, Field.KEY_REF);
            text(row, BronzeTables.LICENCE, item, Field.LICENCE);
            text(row, BronzeTables.EXPIRES, item, Field.EXPIRES);
            text(row, BronzeTables.SALT, item, Field.SALT);
            text(row, BronzeTables.ORIGIN, item, Field.ORIGIN);
            row.int32(BronzeTables.ITEM_INDEX, Math.toIntExact(item.number(Field.INDEX)))
                    .bytes(BronzeTables.PAYLOAD, item.hex(Field.PAYLOAD))
                    .texts(BronzeTables.CONSENT, consent)
                    .number(BronzeTables.ORIGIN_AT, item.number(Field.ORIGIN_AT))
                    .flag(BronzeTables.GENERATED_BY_AI, item.flag(Field.GENERATED_BY_AI))
                    .texts(BronzeTables.DERIVED_FROM, item.texts(Field.DERIVED_FROM));
        }

        private static void text(RowAssembler.Assembly row, String column, ItemFields item, Field field) {
            row.text(column, item.bytes(), item.from(field), item.to(field));
        }

        private static void fill(RowAssembler.Assembly row, ContributionItem item) {
            row.text(BronzeTables.KIND, item.kind())
                    .text(BronzeTables.PARENT, item.parent())
                    .text(BronzeTables.CONTRIBUTOR, item.contributor())
                    .text(BronzeTables.DATANET, item.datanet())
                    .text(BronzeTables.KEY_REF, item.keyRef())
                    .text(BronzeTables.LICENCE, item.licence())
                    .text(BronzeTables.EXPIRES, item.expires())
                    .text(BronzeTables.SALT, item.salt())
                    .text(BronzeTables.ORIGIN, item.provenance().origin())
                    .int32(BronzeTables.ITEM_INDEX, item.index())
                    .bytes(BronzeTables.PAYLOAD, HexFormat.of().parseHex(item.payload()))
                    .texts(BronzeTables.CONSENT, item.consent())
                    .number(BronzeTables.ORIGIN_AT, item.originAt())
                    .flag(BronzeTables.GENERATED_BY_AI, item.provenance().generatedByAi())
                    .texts(BronzeTables.DERIVED_FROM, item.provenance().derivedFrom());
        }
    }

    /** {@code bronze.inferences}. */
    static final class OfInference extends ToRow<BatchItem> {
        private static final long serialVersionUID = 1L;

        OfInference(Schema schema) {
            super(schema);
        }

        @Override
        RowAssembler.Assembly fill(RowAssembler.Assembly row, BatchItem event) {
            Inference inference = Inference.of(CanonicalJson.reread(event.canonical()));
            return receipt(row, inference.receipt())
                    .bytes(BronzeTables.INPUT, HexFormat.of().parseHex(inference.input()))
                    .text(BronzeTables.KEY_REF, inference.keyRef())
                    .text(BronzeTables.LEAF_HASH, inference.receipt().leafHash().hex())
                    .number(BronzeTables.BATCH, event.sequence())
                    .int32(BronzeTables.KAFKA_PARTITION, event.partition())
                    .number(BronzeTables.KAFKA_OFFSET, event.offset())
                    .time(BronzeTables.APPENDED_AT, event.appendedMillis());
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
