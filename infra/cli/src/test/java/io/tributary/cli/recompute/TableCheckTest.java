// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.money.EpochAccounts;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableCheckTest {
    @TempDir
    Path home;

    private static EpochRecomputation.Result result() {
        EpochAccounts accounts = RewardRows.accounts("q-1");
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
        return new EpochRecomputation.Result(record, accounts, List.of());
    }

    private String firstDifference(EpochRecomputation.Result result, List<Row> payouts, List<Row> shares) {
        try (LakeCatalog lake = LakeCatalog.open(Configuration.load(home))) {
            LakeInit.run(lake);
            TableWriter.of(lake.table(RewardTables.PAYOUTS_TABLE)).replaceAll(payouts);
            TableWriter.of(lake.table(RewardTables.SHARES_TABLE)).replaceAll(shares);
            return TableCheck.of(lake).firstDifference(1, result).orElse("");
        }
    }

    @Test
    void equalTablesHaveNoDifference() {
        EpochRecomputation.Result result = result();
        assertThat(firstDifference(
                        result,
                        RewardRows.ofPayouts(result.accounts().payouts()),
                        RewardRows.ofShares(result.accounts().shares())))
                .isEmpty();
    }

    @Test
    void oneMicroUnitMoreIsNamedWithPayeeAndBothAmounts() {
        EpochRecomputation.Result result = result();
        List<Row> payouts = RewardRows.ofPayouts(result.accounts().payouts());
        long amount = payouts.get(1).number(RewardTables.AMOUNT);
        payouts.set(
                1,
                payouts.get(1).toBuilder()
                        .number(RewardTables.AMOUNT, amount + 1)
                        .build());
        assertThat(firstDifference(
                        result, payouts, RewardRows.ofShares(result.accounts().shares())))
                .contains("rewards.payouts")
                .contains(payouts.get(1).text(RewardTables.PAYEE))
                .contains("amount " + (amount + 1))
                .contains("amount " + amount);
    }

    @Test
    void aMissingAndAnAddedRowAreNamed() {
        EpochRecomputation.Result result = result();
        List<Row> fewer = RewardRows.ofPayouts(result.accounts().payouts());
        Row missing = fewer.remove(0);
        assertThat(firstDifference(
                        result, fewer, RewardRows.ofShares(result.accounts().shares())))
                .contains("lacks the row")
                .contains(missing.text(RewardTables.PAYEE));
        List<Row> more = RewardRows.ofPayouts(result.accounts().payouts());
        more.add(more.get(0).toBuilder().text(RewardTables.PAYEE, "p-mallory").build());
        assertThat(firstDifference(
                        result, more, RewardRows.ofShares(result.accounts().shares())))
                .contains("p-mallory")
                .contains("not recomputed");
    }

    @Test
    void aChangedShareIsNamed() {
        EpochRecomputation.Result result = result();
        List<Row> shares = RewardRows.ofShares(result.accounts().shares());
        shares.set(0, shares.get(0).toBuilder().number(RewardTables.SHARE, 1).build());
        assertThat(firstDifference(
                        result, RewardRows.ofPayouts(result.accounts().payouts()), shares))
                .contains("rewards.shares")
                .contains("q-1");
    }
}
