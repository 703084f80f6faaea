// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.List;

/** What the epoch jobs write before money is split: the sealed receipts and every passage's influence on every answer. */
public final class AttributionTables {
    /** The namespace. */
    public static final String NAMESPACE = "attribution";

    public static final String EPOCH = "epoch";
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

    /** Which sealing key of the key store opens the sealed bytes. */
    public static final String KEY_REF = "key_ref";

    /** Leaf hash of the receipt, 64 hex digits. */
    public static final String LEAF_HASH = "leaf_hash";

    /** receipt/v1 as canonical JSON, the leaf of the sealed tree. */
    public static final String RECEIPT_JSON = "receipt_json";

    public static final String ROW_ID = "row_id";
    public static final String CONTRIBUTOR = "contributor";

    /** Capped influence, an integer in units of 2^exponent. */
    public static final String SCORE = "score";

    public static final String EXPONENT = "exponent";

    /**
     * What the passage counts in the split, in units of score and rounded down; exact is score times factor. Below 0 if it made a bundle
     * that is paid worth less.
     */
    public static final String WEIGHT = "weight";

    /** What a unit of the passage's score weighs on the answer: scale times standing of its bundles that are paid, added up. */
    public static final String FACTOR = "factor";

    /** Whether the passage repeats the question, so that it counts for nothing. */
    public static final String NEAR_DUPLICATE = "near_duplicate";

    public static final String LOT = "lot";

    /** The bundle's place among those of its contributor and lot. */
    public static final String PLACE = "place";

    public static final String ROW_IDS = "row_ids";

    /** What the bundle counts by its number of rows. */
    public static final String SCALE = "scale";

    /** What is left of the bundle's help on the held-out set; 0 earns nothing. */
    public static final String STANDING = "standing";

    /**
     * What of the standing all rows of the bundle's contributor together leave, of 65,536; nothing in the rows of earlier releases, whose
     * rules leave all of it.
     */
    public static final String CONTRIBUTOR_STANDING = "contributor_standing";

    /** Influence on the held-out items, each taken relative to what all rows did there, in 2^-30. */
    public static final String NORMALISED = "normalised";

    /** The positive part of it, item by item. */
    public static final String POSITIVE = "positive";

    public static final String ELIGIBLE = "eligible";
    public static final String MODEL_ID = "model_id";

    /** Sign of the net influence on the held-out set: -1, 0 or 1; of a passage in several bundles the largest. */
    public static final String NET_SIGN = "net_sign";

    /** The rule that a receipt breaks, by its stable id. */
    public static final String RULE = "rule";

    /** One sentence. */
    public static final String REASON = "reason";

    /** The receipts that the seal of an epoch set aside; the next seal looks at them again. */
    public static final TableDefinition SET_ASIDE_TABLE = TableColumns.of(NAMESPACE, "set_aside")
            .int64(EPOCH)
            .text(RECEIPT_ID, RULE, REASON, HOST, CALLER, MODEL, DEPOSIT)
            .int64(FEE)
            .text(LEAF_HASH)
            .partitionedBy(EPOCH);

    /** The sealed receipts of each epoch. */
    public static final TableDefinition RECEIPTS_TABLE = TableColumns.of(NAMESPACE, "receipts")
            .int64(EPOCH)
            .text(RECEIPT_ID, HOST)
            .int64(HOST_SEQ)
            .text(NONCE, CALLER, CALLER_SIG, MODEL, ADAPTERS, INPUT_COMMIT, OUTPUT_COMMIT, RETRIEVED)
            .int64(TOKENS_IN, TOKENS_OUT, FEE)
            .text(UNIT, DEPOSIT, PRICE_RULE)
            .int64(OCCURRED_AT)
            .text(ANSWER, ANSWER_SALT)
            .bytes(INPUT)
            .text(KEY_REF, LEAF_HASH)
            .text(RECEIPT_JSON)
            .partitionedBy(EPOCH);

    /** One row per answer and training passage. */
    public static final TableDefinition SCORES_TABLE = TableColumns.of(NAMESPACE, "scores")
            .int64(EPOCH)
            .text(RECEIPT_ID, ROW_ID, CONTRIBUTOR)
            .int64(SCORE)
            .int32(EXPONENT)
            .int64(WEIGHT)
            .flag(ELIGIBLE)
            .int64(FACTOR)
            .flag(NEAR_DUPLICATE)
            .partitionedBy(EPOCH);

    /** One row per bundle of passages that earns together: under {@code rows/v1} each passage is one. */
    public static final TableDefinition BUNDLES_TABLE = TableColumns.of(NAMESPACE, "bundles")
            .int64(EPOCH)
            .text(MODEL_ID, CONTRIBUTOR)
            .int32(LOT, PLACE)
            .texts(ROW_IDS)
            .int32(SCALE, NET_SIGN)
            .int64(NORMALISED, POSITIVE)
            .int32(STANDING, CONTRIBUTOR_STANDING)
            .partitionedBy(EPOCH);

    /** One row per training passage and epoch: whether it may earn. */
    public static final TableDefinition ELIGIBILITY_TABLE = TableColumns.of(NAMESPACE, "eligibility")
            .int64(EPOCH)
            .text(MODEL_ID, ROW_ID)
            .int32(NET_SIGN)
            .flag(ELIGIBLE)
            .partitionedBy(EPOCH);

    private AttributionTables() {}

    /** Property of {@link #RECEIPTS_TABLE} that keeps the seal of an epoch, one canonical JSON object. */
    public static String sealProperty(long epoch) {
        return "tributary.seal." + epoch;
    }

    /** Every table of the namespace that exists from the start. */
    public static List<TableDefinition> all() {
        return List.of(RECEIPTS_TABLE, SET_ASIDE_TABLE, SCORES_TABLE, BUNDLES_TABLE, ELIGIBILITY_TABLE);
    }
}
