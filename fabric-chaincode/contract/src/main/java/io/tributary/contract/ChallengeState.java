// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import java.util.Locale;

/** Where a challenge stands. */
public enum ChallengeState {
    /** Not enough organisations uphold one recomputation; the epoch's state is unaffected. */
    OPEN,
    /** By it the epoch is contested. */
    PROVEN;

    static ChallengeState of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }

    /** Its name in records. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
