// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Runs calls that wait for the network beside one another. */
final class InParallel {
    private static final int THREADS = 16;

    private InParallel() {}

    /** The results in the order of the values; the first failure, once every call has ended. */
    static <A, B> List<B> map(List<A> values, Function<? super A, B> call) {
        if (values.size() < 2) {
            return values.stream().map(call).toList();
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, values.size()));
        List<Future<B>> running = new ArrayList<>();
        values.forEach(value -> running.add(threads.submit(() -> call.apply(value))));
        // Lets what has begun come to its end: a call that is broken off leaves its outcome open.
        threads.shutdown();
        List<B> results = new ArrayList<>();
        List<RuntimeException> failures = new ArrayList<>();
        for (Future<B> one : running) {
            try {
                results.add(one.get());
            } catch (ExecutionException e) {
                failures.add(
                        e.getCause() instanceof TributaryException known
                                ? known
                                : new IllegalStateException(e.getCause()));
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new UnavailableException("interrupted while waiting for the ledger", e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        return List.copyOf(results);
    }
}
