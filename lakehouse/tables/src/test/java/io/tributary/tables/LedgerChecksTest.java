// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.merkle.CompactRange;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Payout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerChecksTest {
    @TempDir
    Path home;

    private static EpochRecord record(List<Payout> leaves) {
        Hash root =
                MerkleTree.ofLeaves(leaves.stream().map(Payout::bytes).toList()).root();
        long paid = leaves.stream().mapToLong(Payout::amount).sum();
        return new EpochRecord(
                "net",
                1,
                EpochRecord.REGULAR,
                "",
                0,
                100,
                "",
                "ipa1/factored+rows/v1",
                List.of(TestLake.hash("model")),
                List.of(TestLake.hash("dataset")),
                TestLake.hash("receipts"),
                1,
                TestLake.hash("shares"),
                1,
                root,
                leaves.size(),
                paid,
                paid,
                0,
                "credit",
                List.of(new DepositUse("d-1", paid)));
    }

    private static void mirror(LakeCatalog lake, EpochRecord record) {
        byte[] entry = record.bytes();
        Hash leafHash = Hash.leaf(entry);
        new LedgerMirror(lake)
                .append(
                        List.of(new LedgerMirror.Entry(
                                0, EpochRecord.TYPE, new String(entry, StandardCharsets.UTF_8), leafHash.hex())),
                        CompactRange.empty().append(leafHash).root(),
                        "");
    }

    private static List<Integer> failed(LakeCatalog lake) {
        List<Integer> failed = new ArrayList<>();
        TableReader.of(lake.table(LedgerTables.PAYOUT_CHECKS_TABLE)).forEach(row -> {
            if (!row.flag(LedgerTables.OK)) {
                failed.add(row.int32(LedgerTables.LEAF_INDEX));
            }
        });
        return failed;
    }

    @Test
    void everyPayoutOfAMirroredEpochIsCheckedAndAnAlteredOneIsTheOnlyOneThatFails() {
        List<Payout> leaves = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            leaves.add(PayoutRows.leaf(1, "p-" + i, 10 + i));
            rows.add(PayoutRows.row(leaves.get(i), i, leaves.get(i).leafHash().hex()));
        }
        try (LakeCatalog lake = TestLake.create(home)) {
            LedgerChecks checks = new LedgerChecks(lake);
            TableWriter.of(lake.table(RewardTables.PAYOUTS_TABLE)).append(rows);
            assertThat(checks.payouts()).as("nothing is attested yet").isZero();
            assertThat(TableReader.of(lake.table(LedgerTables.PAYOUT_CHECKS_TABLE))
                            .count())
                    .isZero();

            mirror(lake, record(leaves));
            assertThat(checks.epochs()).containsExactly(1L);
            assertThat(checks.payouts()).isZero();
            assertThat(TableReader.of(lake.table(LedgerTables.PAYOUT_CHECKS_TABLE))
                            .count())
                    .isEqualTo(7);

            rows.set(
                    3,
                    PayoutRows.row(
                            PayoutRows.leaf(1, "p-3", 14),
                            3,
                            leaves.get(3).leafHash().hex()));
            TableWriter.of(lake.table(RewardTables.PAYOUTS_TABLE)).replaceAll(rows);
            assertThat(checks.payouts()).isEqualTo(1);
            assertThat(failed(lake)).containsExactly(3);

            rows.remove(6);
            TableWriter.of(lake.table(RewardTables.PAYOUTS_TABLE)).replaceAll(rows);
            assertThat(checks.payouts())
                    .as("with a leaf less no path leads to the root")
                    .isEqualTo(6);
        }
    }

    @Test
    void claimsAreWrittenOnceAndAgainOnlyWhenThereAreOthers() {
        LedgerChecks.MirroredClaim claim = new LedgerChecks.MirroredClaim(
                1, TestLake.hash("leaf"), TestLake.hash("claim"), "org1", "tx-1", 1_700_000_000_000L);
        try (LakeCatalog lake = TestLake.create(home)) {
            LedgerChecks checks = new LedgerChecks(lake);
            checks.claims(List.of(claim));
            long snapshot = snapshot(lake);
            checks.claims(List.of(claim));
            assertThat(snapshot(lake)).isEqualTo(snapshot);
            checks.claims(List.of());
            assertThat(TableReader.of(lake.table(LedgerTables.CLAIMS_TABLE)).count())
                    .isZero();
        }
    }

    private static long snapshot(LakeCatalog lake) {
        Table table = lake.table(LedgerTables.CLAIMS_TABLE);
        return table.currentSnapshot().snapshotId();
    }
}
