// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Payout;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.PayoutLeaves;
import io.tributary.tables.RegisteredContributor;
import io.tributary.tables.RegistryReader;
import io.tributary.tables.RewardCopies;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads payouts from their table, as the leaves they are. */
final class PayoutTable {
    private final LakeCatalog lake;

    PayoutTable(LakeCatalog lake) {
        this.lake = lake;
    }

    /** The leaves of an epoch in the order of their tree; an epoch may pay nobody. */
    List<Payout> stored(long epoch) {
        return rows(OptionalLong.of(epoch)).stream()
                .sorted(Comparator.comparingLong(row -> row.number(RewardTables.LEAF_INDEX)))
                .map(PayoutLeaves::leaf)
                .toList();
    }

    /** The leaves of an epoch that pays somebody, in the order of their tree. */
    List<Payout> leaves(long epoch) {
        List<Payout> leaves = stored(epoch);
        if (leaves.isEmpty()) {
            throw new UnavailableException(
                    "no payout of epoch " + epoch + "; 'tributary epoch attribute " + epoch + "' computes them");
        }
        return leaves;
    }

    /** An organisation's own copy of the payouts of an epoch, which may be none. */
    List<Payout> copy(String organisation, long epoch) {
        return RewardCopies.of(lake.table(RewardTables.PAYOUTS_TABLE), organisation, epoch).list().stream()
                .map(PayoutLeaves::leaf)
                .toList();
    }

    /** All payouts, or those of one epoch. */
    List<Payout> all(OptionalLong epoch) {
        return rows(epoch).stream().map(PayoutLeaves::leaf).toList();
    }

    private List<Row> rows(OptionalLong epoch) {
        TableReader reader = TableReader.of(lake.table(RewardTables.PAYOUTS_TABLE));
        return (epoch.isPresent() ? reader.whereEqual(RewardTables.EPOCH, epoch.getAsLong()) : reader).list();
    }

    /** The tree of leaves. */
    static MerkleTree tree(List<Payout> leaves) {
        return MerkleTree.ofLeaves(leaves.stream().map(Payout::bytes).toList());
    }

    /** Payee of a contributor, or the name itself when it is no contributor's. */
    String payee(String name) {
        return new RegistryReader(lake)
                .contributors().stream()
                        .filter(contributor -> contributor.contributorId().equals(name))
                        .map(RegisteredContributor::payee)
                        .findFirst()
                        .orElse(name);
    }

    /** Contributors by their payees. */
    Map<String, String> contributors() {
        Map<String, String> names = new HashMap<>();
        for (RegisteredContributor contributor : new RegistryReader(lake).contributors()) {
            names.merge(contributor.payee(), contributor.contributorId(), (one, other) -> one + ", " + other);
        }
        return names;
    }
}
