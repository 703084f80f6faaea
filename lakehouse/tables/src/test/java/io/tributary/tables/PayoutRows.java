// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.record.Payout;

/** Payout leaves of a small network, and the rows that hold them. */
final class PayoutRows {
    private PayoutRows() {}

    static Payout leaf(long epoch, String payee, long amountMicros) {
        return new Payout(
                "net",
                epoch,
                payee,
                "ab".repeat(32),
                "data",
                Payout.REASON_INFERENCE,
                "words/v1",
                amountMicros,
                "credit",
                "cd".repeat(16));
    }

    /**
     * A row of {@link RewardTables#PAYOUTS_TABLE}.
     *
     * @param statedHash what the row says that the leaf's hash is
     */
    static Row row(Payout leaf, int index, String statedHash) {
        return Row.builder()
                .text(RewardTables.NETWORK, leaf.network())
                .number(RewardTables.EPOCH, leaf.epoch())
                .text(RewardTables.PAYEE, leaf.payee())
                .text(RewardTables.PAYEE_KEY, leaf.payeeKey())
                .text(RewardTables.ROLE, leaf.role())
                .text(RewardTables.REASON, leaf.reason())
                .text(RewardTables.SUBJECT, leaf.subject())
                .number(RewardTables.AMOUNT, leaf.amount())
                .text(RewardTables.UNIT, leaf.unit())
                .text(RewardTables.SALT, leaf.salt())
                .int32(RewardTables.LEAF_INDEX, index)
                .text(RewardTables.LEAF_HASH, statedHash)
                .build();
    }
}
