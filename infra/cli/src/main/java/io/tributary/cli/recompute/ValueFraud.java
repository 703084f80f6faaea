// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.protocol.money.EpochAccounts;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.LeafKey;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Looks among the stored shares and payouts for those that recomputation does not give, or gives and are not there. */
public final class ValueFraud {
    private static final List<EpochTree> TREES = List.of(EpochTree.SHARES, EpochTree.PAYOUTS);

    private final StoredEpoch stored;
    private final EpochAccounts right;
    private final byte[] seed;

    /**
     * Compares one epoch.
     *
     * @param right as recomputed
     * @param seed of the challenger, for the salt
     */
    public ValueFraud(StoredEpoch stored, EpochAccounts right, byte[] seed) {
        this.stored = stored;
        this.right = right;
        this.seed = seed.clone();
    }

    /** The first of the leaves asked about, shares first: a wrong one, or else a missing one. */
    public Optional<Evidence> find(Predicate<LeafKey> asked) {
        for (EpochTree tree : TREES) {
            Optional<Evidence> found = wrong(tree, asked).or(() -> missing(tree, asked));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Evidence> wrong(EpochTree tree, Predicate<LeafKey> asked) {
        Map<LeafKey, byte[]> rightLeaves = rightLeaves(tree);
        for (int index = 0; index < stored.size(tree); index++) {
            LeafKey key = stored.key(tree, index).orElseThrow();
            byte[] rightLeaf = rightLeaves.getOrDefault(key, new byte[0]);
            if (asked.test(key) && !Arrays.equals(rightLeaf, stored.bytes(tree, index))) {
                return Optional.of(Evidence.wrong(stored.record(), stored.leaf(tree, index), seed));
            }
        }
        return Optional.empty();
    }

    private Optional<Evidence> missing(EpochTree tree, Predicate<LeafKey> asked) {
        Set<LeafKey> there = new HashSet<>();
        for (int index = 0; index < stored.size(tree); index++) {
            there.add(stored.key(tree, index).orElseThrow());
        }
        return rightLeaves(tree).keySet().stream()
                .filter(asked)
                .filter(key -> !there.contains(key))
                .findFirst()
                .map(key -> Evidence.missing(stored.record(), key, stored.beside(key), seed));
    }

    private Map<LeafKey, byte[]> rightLeaves(EpochTree tree) {
        Map<LeafKey, byte[]> leaves = new TreeMap<>();
        if (tree == EpochTree.SHARES) {
            right.shares().forEach(share -> leaves.put(LeafKey.of(share), share.bytes()));
        } else {
            right.payouts().forEach(payout -> leaves.put(LeafKey.of(payout), payout.bytes()));
        }
        return leaves;
    }

    /** The right leaves of the group that an evidence is about, in leaf order. */
    public static List<? extends CanonicalRecord> group(EpochAccounts right, LeafKey disputed) {
        return switch (disputed.tree()) {
            case SHARES ->
                right.shares().stream()
                        .filter(share -> LeafKey.of(share).group().equals(disputed.group()))
                        .toList();
            case PAYOUTS ->
                right.payouts().stream()
                        .filter(payout -> LeafKey.of(payout).group().equals(disputed.group()))
                        .toList();
            case RECEIPTS, RECORD ->
                throw new IllegalArgumentException(disputed.tree().id() + " is no part of accounts");
        };
    }
}
