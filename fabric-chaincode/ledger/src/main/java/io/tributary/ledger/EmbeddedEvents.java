// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Follows a journal by looking at its end. */
final class EmbeddedEvents implements LedgerEvents {
    private static final Duration POLL = Duration.ofMillis(100);

    private final EmbeddedLedger ledger;
    private final CountDownLatch closed = new CountDownLatch(1);
    private LedgerPosition position;

    EmbeddedEvents(EmbeddedLedger ledger, LedgerPosition from) {
        this.ledger = ledger;
        this.position = from;
    }

    @Override
    public Optional<FollowedEvent> next(Duration patience) throws InterruptedException {
        long start = System.nanoTime();
        while (closed.getCount() > 0) {
            Optional<FollowedEvent> next = ledger.eventAfter(position);
            if (next.isPresent()) {
                position = next.get().position();
                return next;
            }
            long leftMillis = patience.minusNanos(System.nanoTime() - start).toMillis();
            if (leftMillis <= 0 || closed.await(Math.min(leftMillis, POLL.toMillis()), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
