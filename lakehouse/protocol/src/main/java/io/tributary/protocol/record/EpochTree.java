// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.merkle.Hash;
import java.util.List;

/**
 * One of the three sorted trees whose roots and sizes an epoch's record holds, or that record itself: a tree of one leaf, so that what is
 * wrong in the record and in no leaf can be shown, recomputed and judged as a leaf is.
 */
public enum EpochTree {
    /** {@link Receipt}s by receipt id. */
    RECEIPTS("receipts", 1),
    /** {@link Share}s by inference id, payee, role and subject. */
    SHARES("shares", 4),
    /** {@link Payout}s by payee, role, reason and subject. */
    PAYOUTS("payouts", 4),
    /** The {@link EpochRecord}, by epoch. */
    RECORD("record", 1);

    /** The trees that the record holds. */
    public static final List<EpochTree> HELD = List.of(RECEIPTS, SHARES, PAYOUTS);

    private final String id;
    private final int keyParts;

    EpochTree(String id, int keyParts) {
        this.id = id;
        this.keyParts = keyParts;
    }

    /** The tree with this name. */
    public static EpochTree of(String id) {
        for (EpochTree tree : values()) {
            if (tree.id.equals(id)) {
                return tree;
            }
        }
        throw new MalformedException(Rule.JSON_SHAPE, "tree: got " + id + ", want receipts, shares, payouts or record");
    }

    /** Its name in records. */
    public String id() {
        return id;
    }

    /** How many strings a sort key of this tree has. */
    public int keyParts() {
        return keyParts;
    }

    /** Its root in a record. */
    public Hash root(EpochRecord epoch) {
        return switch (this) {
            case RECEIPTS -> epoch.receiptsRoot();
            case SHARES -> epoch.sharesRoot();
            case PAYOUTS -> epoch.payoutsRoot();
            case RECORD -> epoch.leafHash();
        };
    }

    /** Its size in a record: what proofs are checked with. */
    public long size(EpochRecord epoch) {
        return switch (this) {
            case RECEIPTS -> epoch.receiptCount();
            case SHARES -> epoch.shareCount();
            case PAYOUTS -> epoch.payoutCount();
            case RECORD -> 1;
        };
    }
}
