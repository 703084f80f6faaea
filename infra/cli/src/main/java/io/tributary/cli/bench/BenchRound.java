// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.bench;

import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Transactions that were sent with so many in flight at any time.
 *
 * @param wallNanos from the first one's start to the last one's end
 * @param latencyNanos of each, ascending
 */
record BenchRound(long wallNanos, List<Long> latencyNanos) {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int PERCENT = 100;

    BenchRound {
        latencyNanos = latencyNanos.stream().sorted().toList();
    }

    /** Runs every transaction once and waits for all of them. */
    static BenchRound run(int inFlight, List<Runnable> transactions) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(inFlight);
        try {
            long start = System.nanoTime();
            List<Future<Long>> running = new ArrayList<>();
            for (Runnable transaction : transactions) {
                running.add(threads.submit(() -> {
                    long before = System.nanoTime();
                    transaction.run();
                    return System.nanoTime() - before;
                }));
            }
            List<Long> latencies = new ArrayList<>();
            for (Future<Long> one : running) {
                latencies.add(await(one));
            }
            return new BenchRound(System.nanoTime() - start, latencies);
        } finally {
            threads.shutdownNow();
        }
    }

    private static long await(Future<Long> running) throws InterruptedException {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TributaryException) {
                throw (TributaryException) e.getCause();
            }
            throw new UnavailableException("a transaction of the benchmark failed: " + e.getCause(), e);
        }
    }

    /** Several rounds as one. */
    static BenchRound all(List<BenchRound> rounds) {
        long wall = rounds.stream().mapToLong(BenchRound::wallNanos).sum();
        return new BenchRound(
                wall,
                rounds.stream().flatMap(round -> round.latencyNanos().stream()).toList());
    }

    /** Transactions in a thousand seconds: a rate with three digits behind the point. */
    long milliPerSecond() {
        return Math.multiplyExact(latencyNanos.size(), 1000L) * NANOS_PER_SECOND / wallNanos;
    }

    /** The latency that so many per cent do not exceed, in microseconds. */
    long percentileMicros(int percent) {
        return percentile(latencyNanos, percent) / 1000;
    }

    static long percentile(List<Long> ascending, int percent) {
        int index = (ascending.size() * percent + PERCENT - 1) / PERCENT - 1;
        return ascending.get(Math.max(0, index));
    }
}
