// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import java.util.EnumSet;
import java.util.Set;

/** Where an epoch stands on the ledger (spec/epoch-states.md). */
public enum EpochState {
    /** A record is proposed; deposits are reserved. */
    PROPOSED,
    /** Enough organisations recomputed and attested the same record. */
    ATTESTED,
    /** Written once, its entry appended to the log; the challenge window runs. */
    FINAL,
    /** The window closed; claims are open. */
    PAYABLE,
    /** A challenge was proven; ends with an adjustment epoch. */
    CONTESTED,
    /** An adjustment epoch took its place. */
    SUPERSEDED;

    /** The states that may come next. */
    public Set<EpochState> next() {
        switch (this) {
            case PROPOSED:
                return EnumSet.of(ATTESTED);
            case ATTESTED:
                return EnumSet.of(FINAL);
            case FINAL:
                return EnumSet.of(PAYABLE, CONTESTED);
            case PAYABLE:
                return EnumSet.of(CONTESTED);
            case CONTESTED:
                return EnumSet.of(SUPERSEDED);
            case SUPERSEDED:
                return EnumSet.noneOf(EpochState.class);
        }
        throw new IllegalStateException("state " + this);
    }
}
