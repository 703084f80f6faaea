// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Payout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code rewards.payouts} as the leaves that its rows are. */
public final class PayoutLeaves {
    private final LakeCatalog lake;

    /** Reads from this lake. */
    public PayoutLeaves(LakeCatalog lake) {
        this.lake = lake;
    }

    /** The leaf of a row; its hash is computed from its fields, whatever the row says it is. */
    public static Payout leaf(Row row) {
        return new Payout(
                row.text(RewardTables.NETWORK),
                row.number(RewardTables.EPOCH),
                row.text(RewardTables.PAYEE),
                row.text(RewardTables.PAYEE_KEY),
                row.text(RewardTables.ROLE),
                row.text(RewardTables.REASON),
                row.text(RewardTables.SUBJECT),
                row.number(RewardTables.AMOUNT),
                row.text(RewardTables.UNIT),
                row.text(RewardTables.SALT));
    }

    /**
     * The leaves of an epoch that were claimed. The ledger names them by salted hash and knows no amount; the table does.
     *
     * @param claimed leaf hashes that the ledger holds claims of
     * @throws UnavailableException if the table lacks one of them
     */
    public List<Payout> claimed(long epoch, Collection<Hash> claimed) {
        Set<Hash> missing = new TreeSet<>(claimed);
        List<Payout> leaves = new ArrayList<>();
        TableReader.of(lake.table(RewardTables.PAYOUTS_TABLE))
                .whereEqual(RewardTables.EPOCH, epoch)
                .forEach(row -> {
                    Payout leaf = leaf(row);
                    if (missing.remove(leaf.leafHash())) {
                        leaves.add(leaf);
                    }
                });
        if (!missing.isEmpty()) {
            throw new UnavailableException("rewards.payouts of epoch " + epoch + " lacks the leaf "
                    + missing.iterator().next() + " that was claimed, so what was paid for it is not known");
        }
        return leaves;
    }
}
