// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.List;

/** The mirror of the ledger: its log by {@link LedgerMirror}, claims and what follows from the log by {@link LedgerChecks}. */
public final class LedgerTables {
    /** The namespace. */
    public static final String NAMESPACE = "ledger";

    /** Place in the log, from 0. */
    public static final String INDEX = "index";

    public static final String TYPE = "type";

    /** The entry as canonical JSON. */
    public static final String ENTRY = "entry";

    public static final String LEAF_HASH = "leaf_hash";

    /** One row per entry of the log. */
    public static final TableDefinition LOG_TABLE = TableColumns.of(NAMESPACE, "log")
            .int64(INDEX)
            .text(TYPE, ENTRY, LEAF_HASH)
            .unpartitioned();

    public static final String EPOCH = "epoch";

    /** Leaf hash of the signed claim, 64 hex digits. */
    public static final String CLAIM_HASH = "claim_hash";

    /** The organisation that submitted. */
    public static final String CALLER = "caller";

    public static final String TRANSACTION_ID = "transaction_id";

    /** Epoch milliseconds of the transaction. */
    public static final String CLAIMED_AT = "claimed_at";

    public static final String PAYEE = "payee";
    public static final String ROLE = "role";
    public static final String REASON = "reason";
    public static final String SUBJECT = "subject";

    /** Place in the payout tree, from 0. */
    public static final String LEAF_INDEX = "leaf_index";

    /** The root in the epoch's final record, 64 hex digits. */
    public static final String PAYOUTS_ROOT = "payouts_root";

    /** Whether the row's own hash leads to the root. */
    public static final String OK = "ok";

    /** One row per claimed payout, known by its salted hash. */
    public static final TableDefinition CLAIMS_TABLE = TableColumns.of(NAMESPACE, "claims")
            .int64(EPOCH)
            .text(LEAF_HASH, CLAIM_HASH, CALLER, TRANSACTION_ID)
            .int64(CLAIMED_AT)
            .unpartitioned();

    /** One row per payout of each epoch in the mirrored log: whether it leads to the attested root. */
    public static final TableDefinition PAYOUT_CHECKS_TABLE = TableColumns.of(NAMESPACE, "payout_checks")
            .int64(EPOCH)
            .text(PAYEE, ROLE, REASON, SUBJECT)
            .int32(LEAF_INDEX)
            .text(LEAF_HASH, PAYOUTS_ROOT)
            .flag(OK)
            .unpartitioned();

    private LedgerTables() {}

    /** Every table of the namespace that exists from the start. */
    public static List<TableDefinition> all() {
        return List.of(LOG_TABLE, CLAIMS_TABLE, PAYOUT_CHECKS_TABLE);
    }
}
