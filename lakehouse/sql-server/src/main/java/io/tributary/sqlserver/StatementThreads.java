// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Threads on which statements are resolved, planned and run: so many at a time, each for so long. Whoever asked has his answer when the
 * time is over, even if the thread is somewhere where nothing can end it; until it comes back it keeps its place, and is one of the
 * {@link LostCores}.
 */
final class StatementThreads {
    /** In which a statement that is ended in time says so itself. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final long WAIT_MILLIS = 2_000;

    private final Limits limits;
    private final LostCores lost;
    private final Duration grace;
    private final Semaphore places;

    StatementThreads(Limits limits, LostCores lost, Duration grace) {
        this.limits = limits;
        this.grace = grace;
        this.lost = lost;
        this.places = new Semaphore(limits.concurrent());
    }

    /**
     * Does the work on a thread of its own.
     *
     * @param name of the thread
     * @throws UnavailableException if no place is free
     * @throws RefusedException if it takes too long
     */
    <T> T call(String name, Callable<T> work) {
        try {
            if (!places.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new UnavailableException(
                        limits.concurrent() + " statements run already, ask again when one of them has ended");
            }
            FutureTask<T> task = new FutureTask<>(work);
            Thread thread = new Thread(() -> keepingPlace(task), name);
            thread.setDaemon(true);
            thread.start();
            return answer(task, thread);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("the server is about to end", e);
        }
    }

    private void keepingPlace(FutureTask<?> task) {
        lost.begin(Thread.currentThread());
        try {
            task.run();
        } finally {
            lost.end(Thread.currentThread());
            places.release();
        }
    }

    private <T> T answer(FutureTask<T> task, Thread thread) throws InterruptedException {
        try {
            return task.get(limits.timeout().plus(grace).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw tooLong();
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof OutOfMemoryError failure) {
                throw Analysis.tooLarge(failure);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    RefusedException tooLong() {
        return new RefusedException(
                "the statement ran longer than " + limits.timeout().toSeconds()
                        + " s (sql-server.statement-timeout) and was ended; ask for less, or for fewer partitions");
    }
}
