// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.List;

/** What the ingestion writes and nobody else: accepted items and receipts, still sealed, and what was refused. */
public final class BronzeTables {
    /** The namespace. */
    public static final String NAMESPACE = "bronze";

    /** Id of the record that an item carries, unique in the network. */
    public static final String RECORD_ID = "record_id";

    /** record, label, edit, prompt, feedback or document. */
    public static final String KIND = "kind";

    public static final String PARENT = "parent";
    public static final String CONTRIBUTOR = "contributor";
    public static final String DATANET = "datanet";

    /** The signer's sequence number of the signed batch. */
    public static final String BATCH = "batch";

    /** Place in the batch, from 0. */
    public static final String ITEM_INDEX = "item_index";

    /** Root of the batch's tree, 64 hex digits. */
    public static final String BATCH_ROOT = "batch_root";

    public static final String KEY_ID = "key_id";

    /** Sealed content/v1. */
    public static final String PAYLOAD = "payload";

    /** Which sealing key of the key store opens the sealed bytes. */
    public static final String KEY_REF = "key_ref";

    public static final String LICENCE = "licence";
    public static final String CONSENT = "consent";
    public static final String EXPIRES = "expires";
    public static final String SALT = "salt";

    /** Event time in epoch milliseconds, claimed by the contributor. */
    public static final String ORIGIN_AT = "origin_at";

    /** Where the author has it from; empty for his own work. */
    public static final String ORIGIN = "origin";

    /** Whether a model wrote it, as the contributor says. */
    public static final String GENERATED_BY_AI = "generated_by_ai";

    /** Record ids that it is made from. */
    public static final String DERIVED_FROM = "derived_from";

    /** Leaf hash of the canonical record, 64 hex digits. */
    public static final String LEAF_HASH = "leaf_hash";

    public static final String KAFKA_PARTITION = "kafka_partition";
    public static final String KAFKA_OFFSET = "kafka_offset";

    /** When Kafka appended the value. */
    public static final String APPENDED_AT = "appended_at";

    public static final String RECEIPT_ID = "receipt_id";
    public static final String HOST = "host";
    public static final String HOST_SEQ = "host_seq";
    public static final String NONCE = "nonce";
    public static final String CALLER = "caller";
    public static final String CALLER_SIG = "caller_sig";
    public static final String MODEL = "model";

    /** Canonical JSON array. */
    public static final String ADAPTERS = "adapters";

    public static final String INPUT_COMMIT = "input_commit";
    public static final String OUTPUT_COMMIT = "output_commit";

    /** Canonical JSON array. */
    public static final String RETRIEVED = "retrieved";

    public static final String TOKENS_IN = "tokens_in";
    public static final String TOKENS_OUT = "tokens_out";

    /** Micro-units. */
    public static final String FEE = "fee";

    public static final String UNIT = "unit";
    public static final String DEPOSIT = "deposit";
    public static final String PRICE_RULE = "price_rule";

    /** Event time in epoch milliseconds, claimed by the host. */
    public static final String OCCURRED_AT = "occurred_at";

    public static final String ANSWER = "answer";
    public static final String ANSWER_SALT = "answer_salt";

    /** Sealed input/v1. */
    public static final String INPUT = "input";

    /** {@code host-proof/v1} of a receipt, canonical JSON; null in rows of an earlier release. */
    public static final String HOST_PROOF = "host_proof";

    public static final String TOPIC = "topic";
    public static final String SIGNER = "signer";
    public static final String SEQUENCE = "sequence";
    public static final String ITEM_COUNT = "item_count";

    /** Root of the batch's tree, 64 hex digits. */
    public static final String ROOT = "root";

    /** Epoch milliseconds: the host promises that no receipt before it follows. 0 for a contribution batch. */
    public static final String UP_TO = "up_to";

    public static final String RULE = "rule";
    public static final String REASON = "reason";

    /** Items refused with this rejection; 1 where the count is unknown. */
    public static final String ITEMS = "items";

    /** SHA-256 of the refused value, 64 hex digits. */
    public static final String COMMITMENT = "commitment";

    /** One row per accepted contribution item. */
    public static final TableDefinition CONTRIBUTIONS_TABLE = TableColumns.of(NAMESPACE, "contributions")
            .text(RECORD_ID, KIND, PARENT, CONTRIBUTOR, DATANET)
            .int64(BATCH)
            .int32(ITEM_INDEX)
            .text(BATCH_ROOT, KEY_ID)
            .bytes(PAYLOAD)
            .text(KEY_REF, LICENCE)
            .texts(CONSENT)
            .text(EXPIRES, SALT)
            .int64(ORIGIN_AT)
            .text(LEAF_HASH)
            .int32(KAFKA_PARTITION)
            .int64(KAFKA_OFFSET)
            .time(APPENDED_AT)
            .text(ORIGIN)
            .flag(GENERATED_BY_AI)
            .texts(DERIVED_FROM)
            .partitionedByValueAndDay(DATANET, APPENDED_AT);

    /** One row per accepted inference receipt. */
    public static final TableDefinition INFERENCES_TABLE = TableColumns.of(NAMESPACE, "inferences")
            .text(RECEIPT_ID, HOST)
            .int64(HOST_SEQ)
            .text(NONCE, CALLER, CALLER_SIG, MODEL, ADAPTERS, INPUT_COMMIT, OUTPUT_COMMIT, RETRIEVED)
            .int64(TOKENS_IN, TOKENS_OUT, FEE)
            .text(UNIT, DEPOSIT, PRICE_RULE)
            .int64(OCCURRED_AT)
            .text(ANSWER, ANSWER_SALT)
            .bytes(INPUT)
            .text(KEY_REF, LEAF_HASH)
            .int64(BATCH)
            .int32(KAFKA_PARTITION)
            .int64(KAFKA_OFFSET)
            .time(APPENDED_AT)
            .text(HOST_PROOF)
            .partitionedByDay(APPENDED_AT);

    /** One row per accepted signed batch of either topic; {@code datanet} is empty for receipts. */
    public static final TableDefinition BATCHES_TABLE = TableColumns.of(NAMESPACE, "batches")
            .text(TOPIC, SIGNER)
            .int64(SEQUENCE, ITEM_COUNT)
            .text(ROOT, DATANET)
            .int64(UP_TO)
            .int32(KAFKA_PARTITION)
            .int64(KAFKA_OFFSET)
            .time(APPENDED_AT)
            .partitionedByDay(APPENDED_AT);

    /** One row per refused value or item. */
    public static final TableDefinition REJECTIONS_TABLE = TableColumns.of(NAMESPACE, "rejections")
            .text(RULE, REASON, TOPIC)
            .int32(KAFKA_PARTITION)
            .int64(KAFKA_OFFSET)
            .int64(ITEMS)
            .text(SIGNER, COMMITMENT)
            .time(APPENDED_AT)
            .partitionedByDay(APPENDED_AT);

    private BronzeTables() {}

    /** Tag of the snapshots of {@code bronze.inferences} and {@code registry.keys} that an epoch was sealed at; it never expires. */
    public static String epochTag(long epoch) {
        return "epoch-" + epoch;
    }

    /** Every table of the namespace that exists from the start. */
    public static List<TableDefinition> all() {
        return List.of(CONTRIBUTIONS_TABLE, INFERENCES_TABLE, BATCHES_TABLE, REJECTIONS_TABLE);
    }
}
