// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Share;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.PayoutLeaves;
import io.tributary.tables.RewardCopies;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.SnapshotRef;

/** Compares recomputed leaves with the rows that the engine wrote. */
public final class TableCheck {
    private final LakeCatalog lake;
    private final String branch;

    private TableCheck(LakeCatalog lake, String branch) {
        this.lake = lake;
        this.branch = branch;
    }

    /** Checks the tables of this lake. */
    public static TableCheck of(LakeCatalog lake) {
        return new TableCheck(lake, SnapshotRef.MAIN_BRANCH);
    }

    /** Checks an organisation's own copy of the tables. */
    public static TableCheck ofCopy(LakeCatalog lake, String organisation) {
        return new TableCheck(lake, organisation);
    }

    /** Names the first payout, or else the first share, that differs; empty if none does. */
    public Optional<String> firstDifference(long epoch, EpochRecomputation.Result own) {
        List<Payout> payouts = new ArrayList<>();
        RewardCopies.of(lake.table(RewardTables.PAYOUTS_TABLE), branch, epoch)
                .forEach(row -> payouts.add(PayoutLeaves.leaf(row)));
        payouts.sort(null);
        Optional<String> payout =
                compare("rewards.payouts", payouts, own.accounts().payouts(), TableCheck::describe);
        if (payout.isPresent()) {
            return payout;
        }
        List<Share> shares = new ArrayList<>();
        RewardCopies.of(lake.table(RewardTables.SHARES_TABLE), branch, epoch).forEach(row -> shares.add(share(row)));
        shares.sort(null);
        return compare("rewards.shares", shares, own.accounts().shares(), TableCheck::describe);
    }

    /** Both lists are sorted by key; a difference in a key shows as a row too many on one side. */
    private static <T extends Comparable<T>> Optional<String> compare(
            String table, List<T> stored, List<T> recomputed, Function<T, String> describe) {
        for (int i = 0; i < Math.max(stored.size(), recomputed.size()); i++) {
            if (i >= stored.size()) {
                return Optional.of(table + " lacks the row " + describe.apply(recomputed.get(i)));
            }
            if (i >= recomputed.size()) {
                return Optional.of(
                        table + " has the row " + describe.apply(stored.get(i)) + ", which was not recomputed");
            }
            T left = stored.get(i);
            T right = recomputed.get(i);
            int order = left.compareTo(right);
            if (order < 0) {
                return Optional.of(table + " has the row " + describe.apply(left) + ", which was not recomputed");
            }
            if (order > 0) {
                return Optional.of(table + " lacks the row " + describe.apply(right));
            }
            if (!left.equals(right)) {
                return Optional.of(
                        table + " has the row " + describe.apply(left) + ", recomputed is " + describe.apply(right));
            }
        }
        return Optional.empty();
    }

    private static String describe(Payout payout) {
        return List.of(payout.payee(), payout.role(), payout.subject()).stream().collect(Collectors.joining(" "))
                + " amount " + payout.amount();
    }

    private static String describe(Share share) {
        return List.of(share.inferenceId(), share.payee(), share.role(), share.subject()).stream()
                        .collect(Collectors.joining(" "))
                + " share " + share.share();
    }

    private static Share share(Row row) {
        return new Share(
                row.text(RewardTables.INFERENCE_ID),
                row.text(RewardTables.PAYEE),
                row.text(RewardTables.ROLE),
                row.text(RewardTables.SUBJECT),
                row.number(RewardTables.SHARE));
    }
}
