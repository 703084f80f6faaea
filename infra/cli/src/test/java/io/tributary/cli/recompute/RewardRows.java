// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.protocol.money.EpochAccounts;
import io.tributary.protocol.money.FeeSplit;
import io.tributary.protocol.money.RoleSplit;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Share;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A small epoch's money, of which a host and two contributors get theirs, and rows of the reward tables. */
final class RewardRows {
    /** What each answer costs, in micro-credits; nothing that divides well. */
    static final long FEE_MICROS = 1_000_001;

    private RewardRows() {}

    /** The accounts of epoch 1 with these answers. */
    static EpochAccounts accounts(String... receipts) {
        TreeMap<String, BigInteger> weights = new TreeMap<>();
        weights.put("p-ann", BigInteger.valueOf(3));
        weights.put("p-bob", BigInteger.TWO);
        List<EpochAccounts.SplitFee> fees = new ArrayList<>();
        for (String receipt : receipts) {
            FeeSplit split = FeeSplit.of(
                    receipt,
                    RoleSplit.parse("data=7000,host=3000"),
                    Map.of("host", new FeeSplit.RolePayee("p-host", "era-1")),
                    "speeches/v1",
                    weights);
            fees.add(new EpochAccounts.SplitFee(FEE_MICROS, split));
        }
        return EpochAccounts.close("net", 1, "credit", fees, new EpochAccounts.Payees() {
            @Override
            public String payeeKey(String payee) {
                return "ab".repeat(32);
            }

            @Override
            public String salt(String payee, byte[] saltInput) {
                return "cd".repeat(32);
            }
        });
    }

    /** Rows of {@code rewards.payouts}, in this order. */
    static List<Row> ofPayouts(List<Payout> payouts) {
        List<Row> rows = new ArrayList<>();
        for (Payout payout : payouts) {
            rows.add(row(payout, rows.size()));
        }
        return rows;
    }

    private static Row row(Payout payout, int index) {
        return Row.builder()
                .text(RewardTables.NETWORK, payout.network())
                .number(RewardTables.EPOCH, payout.epoch())
                .text(RewardTables.PAYEE, payout.payee())
                .text(RewardTables.PAYEE_KEY, payout.payeeKey())
                .text(RewardTables.ROLE, payout.role())
                .text(RewardTables.REASON, payout.reason())
                .text(RewardTables.SUBJECT, payout.subject())
                .number(RewardTables.AMOUNT, payout.amount())
                .text(RewardTables.UNIT, payout.unit())
                .text(RewardTables.SALT, payout.salt())
                .int32(RewardTables.LEAF_INDEX, index)
                .text(RewardTables.LEAF_HASH, payout.leafHash().hex())
                .build();
    }

    /** Rows of {@code rewards.shares}, of epoch 1. */
    static List<Row> ofShares(List<Share> shares) {
        List<Row> rows = new ArrayList<>();
        for (Share share : shares) {
            rows.add(Row.builder()
                    .number(RewardTables.EPOCH, 1)
                    .text(RewardTables.INFERENCE_ID, share.inferenceId())
                    .text(RewardTables.PAYEE, share.payee())
                    .text(RewardTables.ROLE, share.role())
                    .text(RewardTables.SUBJECT, share.subject())
                    .number(RewardTables.SHARE, share.share())
                    .build());
        }
        return rows;
    }
}
