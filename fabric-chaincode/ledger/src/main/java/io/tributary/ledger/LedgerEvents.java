// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import java.time.Duration;
import java.util.Optional;

/**
 * Follows a ledger from a position on: every transaction that changed the log, an epoch or a claim, once and in the ledger's
 * order. Whoever keeps the position of what he has dealt with, in the same transaction as what he made of it, misses nothing
 * and does nothing twice. Closed by whoever opened it.
 */
public interface LedgerEvents extends AutoCloseable {
    /**
     * The next event, as soon as there is one.
     *
     * @param patience how long to wait for it
     * @return nothing if none came in this time, or after {@link #close}
     * @throws io.tributary.protocol.error.TributaryException if the ledger refuses to be followed
     */
    Optional<FollowedEvent> next(Duration patience) throws InterruptedException;

    @Override
    void close();
}
