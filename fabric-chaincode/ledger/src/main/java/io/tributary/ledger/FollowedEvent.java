// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.contract.LedgerEvent;
import java.util.Objects;

/**
 * An event and where it stands.
 *
 * @param position behind the transaction that it tells of: whoever follows from here gets what comes after it
 * @param event what changed
 */
public record FollowedEvent(LedgerPosition position, LedgerEvent event) {
    /** Requires both. */
    public FollowedEvent {
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(event, "event");
    }
}
