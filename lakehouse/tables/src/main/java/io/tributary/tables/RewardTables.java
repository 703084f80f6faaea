// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.List;

/** What each epoch pays: shares per inference, payout leaves and the epoch's record. */
public final class RewardTables {
    /** The namespace. */
    public static final String NAMESPACE = "rewards";

    public static final String EPOCH = "epoch";
    public static final String INFERENCE_ID = "inference_id";
    public static final String PAYEE = "payee";
    public static final String ROLE = "role";

    /** {@code <slug>/v<version>} for data, else the model id. */
    public static final String SUBJECT = "subject";

    /** Share of the inference's fee in 2^-62. */
    public static final String SHARE = "share";

    public static final String NETWORK = "network";
    public static final String PAYEE_KEY = "payee_key";
    public static final String REASON = "reason";

    /** Micro-units, more than 0. */
    public static final String AMOUNT = "amount";

    public static final String UNIT = "unit";
    public static final String SALT = "salt";

    /** Place in the payout tree, from 0. */
    public static final String LEAF_INDEX = "leaf_index";

    public static final String LEAF_HASH = "leaf_hash";

    /** regular or adjustment. */
    public static final String KIND = "kind";

    /** Hash of the record that an adjustment takes the place of; empty for a regular epoch. */
    public static final String ADJUSTS = "adjusts";

    /** epoch/v1 as canonical JSON. */
    public static final String RECORD = "record";

    public static final String RECORD_HASH = "record_hash";

    /** Number of sealed receipts. */
    public static final String RECEIPTS = "receipts";

    /** Micro-units. */
    public static final String POOL = "pool";

    /** Micro-units. */
    public static final String PAID = "paid";

    /** Micro-units that nobody earned. */
    public static final String UNDISTRIBUTED = "undistributed";

    /** One row per inference, payee, role and subject. */
    public static final TableDefinition SHARES_TABLE = TableColumns.of(NAMESPACE, "shares")
            .int64(EPOCH)
            .text(INFERENCE_ID, PAYEE, ROLE, SUBJECT)
            .int64(SHARE)
            .partitionedBy(EPOCH);

    /** One row per payout leaf. */
    public static final TableDefinition PAYOUTS_TABLE = TableColumns.of(NAMESPACE, "payouts")
            .text(NETWORK)
            .int64(EPOCH)
            .text(PAYEE, PAYEE_KEY, ROLE, REASON, SUBJECT)
            .int64(AMOUNT)
            .text(UNIT, SALT)
            .int32(LEAF_INDEX)
            .text(LEAF_HASH)
            .partitionedBy(EPOCH);

    /** One row per computed epoch. */
    public static final TableDefinition EPOCHS_TABLE = TableColumns.of(NAMESPACE, "epochs")
            .int64(EPOCH)
            .text(KIND, ADJUSTS, RECORD, RECORD_HASH)
            .int64(RECEIPTS, POOL, PAID, UNDISTRIBUTED)
            .partitionedBy(EPOCH);

    private RewardTables() {}

    /** Every table of the namespace that exists from the start. */
    public static List<TableDefinition> all() {
        return List.of(SHARES_TABLE, PAYOUTS_TABLE, EPOCHS_TABLE);
    }
}
