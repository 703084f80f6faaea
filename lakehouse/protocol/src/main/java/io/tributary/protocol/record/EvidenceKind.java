// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import java.util.Locale;

/** What an {@link Evidence} says is wrong with an epoch. */
public enum EvidenceKind {
    /** A leaf is no canonical leaf of its tree, or one that this epoch cannot have. */
    FORM(true),
    /** Two leaves of a tree do not stand in strictly ascending order. */
    ORDER(true),
    /** A share or payout is for a subject that is no model of the epoch and no Datanet version behind one. */
    SUBJECT(true),
    /** A share is for an inference that the epoch has no receipt of. */
    RECEIPT(true),
    /** Some payouts alone sum to more than the epoch says it paid. */
    SUM(true),
    /** A leaf, or the record itself, is another than recomputation gives. */
    WRONG(false),
    /** A leaf that recomputation gives is not there. */
    MISSING(false);

    private final boolean structural;

    EvidenceKind(boolean structural) {
        this.structural = structural;
    }

    /** The kind with this name. */
    public static EvidenceKind of(String id) {
        for (EvidenceKind kind : values()) {
            if (kind.id().equals(id)) {
                return kind;
            }
        }
        throw new MalformedException(
                Rule.JSON_SHAPE, "kind: got " + id + ", want form, order, subject, receipt, sum, wrong or missing");
    }

    /** Its name in records. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether Merkle proofs alone decide it; else organisations recompute. */
    public boolean structural() {
        return structural;
    }
}
