// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Threads and Spark's tasks that work on a statement although its time is long over. Nothing in a Java process ends a thread that does
 * not look whether it is to end, and an expression that is at one row for very long (the edit distance of megabytes, say) does not look.
 */
final class LostCores extends SparkListener {
    /** Time in which what was told to end comes to a place where it looks. */
    static final Duration GRACE = Duration.ofSeconds(15);

    private final long allowedNanos;
    private final LongSupplier nanoTime;
    private final Map<Object, Long> begun = new ConcurrentHashMap<>();

    /**
     * Of statements that may take so long.
     *
     * @param nanoTime the clock
     */
    LostCores(Duration timeout, LongSupplier nanoTime) {
        this.allowedNanos = timeout.plus(GRACE).toNanos();
        this.nanoTime = nanoTime;
    }

    /** A thread or a task begins to work on a statement. */
    void begin(Object worker) {
        begun.put(worker, nanoTime.getAsLong());
    }

    /** It has ended. */
    void end(Object worker) {
        begun.remove(worker);
    }

    /** How many work although their time is over. */
    long count() {
        long now = nanoTime.getAsLong();
        return begun.values().stream()
                .filter(since -> now - since > allowedNanos)
                .count();
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        begin(start.taskInfo().taskId());
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        end(end.taskInfo().taskId());
    }
}
