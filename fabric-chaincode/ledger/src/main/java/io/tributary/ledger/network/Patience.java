// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.error.UnavailableException;
import java.time.Duration;
import java.util.Optional;

/** Tries until it works or the time is over. */
final class Patience {
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 800;

    private Patience() {}

    /** One try. */
    @FunctionalInterface
    interface Attempt {
        /** Nothing if it worked, else why it did not yet; an exception ends the trying. */
        Optional<String> run() throws InterruptedException;
    }

    /**
     * Tries with growing pauses.
     *
     * @param what is waited for, as in "{@code what} has not happened"
     * @throws UnavailableException with the last reason, when the time is over
     */
    static void until(String what, Duration limit, Attempt attempt) throws InterruptedException {
        long start = System.nanoTime();
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            Optional<String> reason = attempt.run();
            if (reason.isEmpty()) {
                return;
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new UnavailableException(
                        what + " has not happened within " + limit.toSeconds() + " s: " + reason.get());
            }
            Thread.sleep(pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 3 / 2);
        }
    }
}
