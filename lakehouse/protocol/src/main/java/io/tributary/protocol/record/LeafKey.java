// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The sort key of a leaf in one of an epoch's trees.
 *
 * @param tree the tree
 * @param parts receipt id; or inference id, payee, role, subject; or payee, role, reason, subject; or the epoch
 */
public record LeafKey(EpochTree tree, List<String> parts) implements Comparable<LeafKey> {
    /** Requires as many parts as the tree's keys have. */
    public LeafKey {
        Objects.requireNonNull(tree, "tree");
        parts = List.copyOf(parts);
        Form.require(parts.size() == tree.keyParts(), "key", parts.toString(), tree.keyParts() + " strings");
        Form.ids("key", parts);
    }

    /** The key of a leaf, whose whole form is checked; {@link io.tributary.protocol.error.MalformedException} if it is no leaf of this tree. */
    public static LeafKey of(EpochTree tree, JsonObject leaf) {
        return switch (tree) {
            case RECEIPTS -> of(Receipt.of(leaf));
            case SHARES -> of(Share.of(leaf));
            case PAYOUTS -> of(Payout.of(leaf));
            case RECORD -> of(EpochRecord.of(leaf));
        };
    }

    /** The key of a receipt. */
    public static LeafKey of(Receipt receipt) {
        return new LeafKey(EpochTree.RECEIPTS, List.of(receipt.receiptId()));
    }

    /** The key of a share. */
    public static LeafKey of(Share share) {
        return new LeafKey(
                EpochTree.SHARES, List.of(share.inferenceId(), share.payee(), share.role(), share.subject()));
    }

    /** The key of a payout. */
    public static LeafKey of(Payout payout) {
        return new LeafKey(
                EpochTree.PAYOUTS, List.of(payout.payee(), payout.role(), payout.reason(), payout.subject()));
    }

    /** The key of a record among trees. */
    public static LeafKey of(EpochRecord record) {
        return new LeafKey(EpochTree.RECORD, List.of(Long.toString(record.epoch())));
    }

    /** Reads {@link #named}. */
    public static LeafKey ofNamed(List<String> named) {
        Form.require(!named.isEmpty(), "key", "nothing", "the tree's name and the key's strings");
        return new LeafKey(EpochTree.of(named.get(0)), named.subList(1, named.size()));
    }

    /** The tree's name and then the parts. */
    public List<String> named() {
        List<String> named = new ArrayList<>();
        named.add(tree.id());
        named.addAll(parts);
        return List.copyOf(named);
    }

    /** What is recomputed to judge this leaf: all shares of its inference, or the one receipt, payout or record. */
    public List<String> group() {
        return tree == EpochTree.SHARES ? parts.subList(0, 1) : parts;
    }

    @Override
    public int compareTo(LeafKey other) {
        int byTree = tree.compareTo(other.tree);
        return byTree != 0 ? byTree : Share.compareTexts(parts, other.parts);
    }
}
