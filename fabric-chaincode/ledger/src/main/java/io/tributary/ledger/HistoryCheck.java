// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of checking a ledger's history from its own chain of hashes.
 *
 * @param checked how many lines of a journal, or blocks of a channel, were found good before the first that is not
 * @param divergence the first one that is not, in one sentence; empty if there is none
 */
public record HistoryCheck(long checked, Optional<String> divergence) {
    /** Requires both. */
    public HistoryCheck {
        Objects.requireNonNull(divergence, "divergence");
    }

    static HistoryCheck good(long checked) {
        return new HistoryCheck(checked, Optional.empty());
    }

    static HistoryCheck bad(long checked, String divergence) {
        return new HistoryCheck(checked, Optional.of(divergence));
    }

    /** Whether everything was found good. */
    public boolean sound() {
        return divergence.isEmpty();
    }
}
