// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import com.sun.management.OperatingSystemMXBean;
import io.tributary.protocol.config.Configuration;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** What a batch step works with. */
public final class JobContext {
    private static final long SHOWN_MILLIS = 5_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final SparkSession spark;
    private final Configuration configuration;
    private final Consumer<String> progress;
    private final AtomicReference<Stage> current = new AtomicReference<>();

    private record Stage(String line, long startNanos, long startCpuNanos) {}

    /**
     * What a batch step works with.
     *
     * @param spark the running session
     * @param configuration the installation's configuration
     * @param progress takes one line for each stage that begins, and one for each that took long
     */
    public JobContext(SparkSession spark, Configuration configuration, Consumer<String> progress) {
        this.spark = spark;
        this.configuration = configuration;
        this.progress = progress;
    }

    /** The running session. */
    public SparkSession spark() {
        return spark;
    }

    /** The installation's configuration. */
    public Configuration configuration() {
        return configuration;
    }

    /** Reports a stage, ends the one before and names Spark's work after it. */
    public void stage(String line) {
        done();
        current.set(new Stage(line, System.nanoTime(), cpuNanos()));
        spark.sparkContext().setJobDescription(line);
        progress.accept(line);
    }

    /** Ends the stage. Of one that took long it is said how long, and what the processors of this process worked meanwhile. */
    public void done() {
        Stage stage = current.getAndSet(null);
        if (stage == null) {
            return;
        }
        long millis = (System.nanoTime() - stage.startNanos()) / NANOS_PER_MILLI;
        if (millis >= SHOWN_MILLIS) {
            long cpuMillis = (cpuNanos() - stage.startCpuNanos()) / NANOS_PER_MILLI;
            progress.accept("  " + millis + " ms, " + cpuMillis + " ms of processors: " + stage.line());
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
