// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.money.EpochAccounts;
import io.tributary.protocol.money.FeeSplit;
import io.tributary.protocol.money.RoleSplit;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Share;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableCheckTest {
    @TempDir
    Path home;

    private static EpochRecomputation.Result result() {
        TreeMap<String, BigInteger> weights = new TreeMap<>();
        weights.put("p-ann", BigInteger.valueOf(3));
        weights.put("p-bob", BigInteger.TWO);
        FeeSplit split = FeeSplit.of(
                "q-1",
                RoleSplit.parse("data=7000,host=3000"),
                Map.of("host", new FeeSplit.RolePayee("p-host", "era-1")),
                "speeches/v1",
                weights);
        EpochAccounts accounts = EpochAccounts.close(
                "net", 1, "credit", List.of(new EpochAccounts.SplitFee(1_000_001, split)), new EpochAccounts.Payees() {
                    @Override
                    public String payeeKey(String payee) {
                        return "ab".repeat(32);
                    }

                    @Override
                    public String salt(String payee, byte[] saltInput) {
                        return "cd".repeat(32);
                    }
                });
        EpochRecord record = new EpochRecord(
                "net",
                1,
                EpochRecord.REGULAR,
                "",
                0,
                10,
                "",
                "ipa1/factored+rows/v1",
                List.of(Hash.sha256()),
                List.of(Hash.sha256()),
                Hash.sha256(),
                1,
                accounts.sharesTree().root(),
                accounts.shares().size(),
                accounts.payoutsTree().root(),
                accounts.payouts().size(),
                accounts.poolMicros(),
                accounts.paidMicros(),
                accounts.undistributedMicros(),
                "credit",
                List.of(new DepositUse("d-1", accounts.poolMicros())));
        return new EpochRecomputation.Result(record, accounts);
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

    private static Row row(Share share) {
        return Row.builder()
                .number(RewardTables.EPOCH, 1)
                .text(RewardTables.INFERENCE_ID, share.inferenceId())
                .text(RewardTables.PAYEE, share.payee())
                .text(RewardTables.ROLE, share.role())
                .text(RewardTables.SUBJECT, share.subject())
                .number(RewardTables.SHARE, share.share())
                .build();
    }

    private List<Row> payoutRows(EpochRecomputation.Result result) {
        List<Row> rows = new ArrayList<>();
        for (Payout payout : result.accounts().payouts()) {
            rows.add(row(payout, rows.size()));
        }
        return rows;
    }

    private String firstDifference(EpochRecomputation.Result result, List<Row> payouts, List<Row> shares) {
        try (LakeCatalog lake = LakeCatalog.open(Configuration.load(home))) {
            LakeInit.run(lake);
            TableWriter.of(lake.table(RewardTables.PAYOUTS_TABLE)).replaceAll(payouts);
            TableWriter.of(lake.table(RewardTables.SHARES_TABLE)).replaceAll(shares);
            return TableCheck.of(lake).firstDifference(1, result).orElse("");
        }
    }

    private static List<Row> shareRows(EpochRecomputation.Result result) {
        return new ArrayList<>(
                result.accounts().shares().stream().map(TableCheckTest::row).toList());
    }

    @Test
    void equalTablesHaveNoDifference() {
        EpochRecomputation.Result result = result();
        assertThat(firstDifference(result, payoutRows(result), shareRows(result)))
                .isEmpty();
    }

    @Test
    void oneMicroUnitMoreIsNamedWithPayeeAndBothAmounts() {
        EpochRecomputation.Result result = result();
        List<Row> payouts = payoutRows(result);
        long amount = payouts.get(1).number(RewardTables.AMOUNT);
        payouts.set(
                1,
                payouts.get(1).toBuilder()
                        .number(RewardTables.AMOUNT, amount + 1)
                        .build());
        assertThat(firstDifference(result, payouts, shareRows(result)))
                .contains("rewards.payouts")
                .contains(payouts.get(1).text(RewardTables.PAYEE))
                .contains("amount " + (amount + 1))
                .contains("amount " + amount);
    }

    @Test
    void aMissingAndAnAddedRowAreNamed() {
        EpochRecomputation.Result result = result();
        List<Row> fewer = payoutRows(result);
        Row missing = fewer.remove(0);
        assertThat(firstDifference(result, fewer, shareRows(result)))
                .contains("lacks the row")
                .contains(missing.text(RewardTables.PAYEE));
        List<Row> more = payoutRows(result);
        more.add(more.get(0).toBuilder().text(RewardTables.PAYEE, "p-mallory").build());
        assertThat(firstDifference(result, more, shareRows(result)))
                .contains("p-mallory")
                .contains("not recomputed");
    }

    @Test
    void aChangedShareIsNamed() {
        EpochRecomputation.Result result = result();
        List<Row> shares = shareRows(result);
        shares.set(0, shares.get(0).toBuilder().number(RewardTables.SHARE, 1).build());
        assertThat(firstDifference(result, payoutRows(result), shares))
                .contains("rewards.shares")
                .contains("q-1");
    }
}
