// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.config.Key;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** What Flink is told: exactly once, state in RocksDB, memory that grows with the state, nothing listening beyond this machine. */
final class FlinkSettings {
    private static final int MANAGED_MEBIBYTES = 256;
    private static final int NETWORK_MEBIBYTES = 48;

    private FlinkSettings() {}

    /**
     * The settings of one run.
     *
     * @param restoreFrom a complete checkpoint or savepoint to begin with
     */
    static Configuration of(
            io.tributary.protocol.config.Configuration configuration,
            RecoveryPoints points,
            Optional<Path> restoreFrom) {
        Map<String, String> settings = new LinkedHashMap<>();
        checkpoints(settings, points);
        settings.put(
                "execution.checkpointing.interval",
                configuration.duration(Key.INGEST_CHECKPOINT_INTERVAL).toMillis() + " ms");
        settings.put("parallelism.default", Integer.toString(parallelism(configuration)));
        settings.put("pipeline.max-parallelism", Integer.toString(IngestTopology.MAX_PARALLELISM));
        // Every event type has a serializer of its own; a type that lacks one stops the job at once.
        settings.put("pipeline.generic-types", "false");
        // Events are never changed once they are made, so none is copied from operator to operator.
        settings.put("pipeline.object-reuse", "true");
        int metricsPort = configuration.integer(Key.INGEST_METRICS_PORT);
        if (metricsPort > 0) {
            settings.put("metrics.reporters", "prometheus");
            settings.put("metrics.reporter.prometheus.factory.class", PrometheusReporter.Factory.class.getName());
            settings.put("metrics.reporter.prometheus.port", Integer.toString(metricsPort));
        }
        String cluster = configuration.text(Key.INGEST_FLINK_CLUSTER);
        if (cluster.isEmpty()) {
            inThisProcess(settings, points, parallelism(configuration));
        } else {
            SessionCluster.addTo(settings, cluster);
        }
        settings.put("pekko.ask.timeout", "120 s");
        settings.put("restart-strategy.type", "fixed-delay");
        settings.put("restart-strategy.fixed-delay.attempts", "5");
        settings.put("restart-strategy.fixed-delay.delay", "1 s");
        restoreFrom.ifPresent(folder -> {
            settings.put("execution.state-recovery.path", location(folder));
            settings.put("execution.state-recovery.claim-mode", "NO_CLAIM");
        });
        return Configuration.fromMap(settings);
    }

    /** Tasks of each operator; a configuration that leaves it open means one. */
    static int parallelism(io.tributary.protocol.config.Configuration configuration) {
        return Math.max(1, configuration.integer(Key.INGEST_PARALLELISM));
    }

    private static void inThisProcess(Map<String, String> settings, RecoveryPoints points, int parallelism) {
        localMemory(settings, parallelism);
        settings.put("io.tmp.dirs", points.scratch().toString());
        settings.put("process.working-dir", points.scratch().resolve("process").toString());
        settings.put("rest.address", "127.0.0.1");
        settings.put("rest.bind-address", "127.0.0.1");
        settings.put("rest.bind-port", "0");
        // Accumulators, by which a drain knows that it is through, travel with heartbeats.
        settings.put("heartbeat.interval", "300 ms");
        settings.put("heartbeat.timeout", "180 s");
    }

    private static void checkpoints(Map<String, String> settings, RecoveryPoints points) {
        settings.put("execution.checkpointing.mode", "EXACTLY_ONCE");
        settings.put("execution.checkpointing.storage", "filesystem");
        settings.put("execution.checkpointing.dir", location(points.checkpoints()));
        settings.put("execution.checkpointing.savepoint-dir", location(points.savepoints()));
        settings.put("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
        settings.put("execution.checkpointing.num-retained", "2");
        settings.put("execution.checkpointing.incremental", "true");
        settings.put("execution.checkpointing.min-pause", "200 ms");
        settings.put("execution.checkpointing.timeout", "120 s");
        settings.put("execution.checkpointing.tolerable-failed-checkpoints", "5");
        settings.put("state.backend.type", "rocksdb");
        // Nearly every id that is looked for is new: a filter answers that without reading.
        settings.put("state.backend.rocksdb.use-bloom-filter", "true");
        // In parts, since whole filters of millions of ids push each other out of the cache.
        settings.put("state.backend.rocksdb.memory.partitioned-index-filters", "true");
    }

    /** A folder as Flink names it: no URI, so nothing is escaped. */
    static String location(Path folder) {
        return "file://" + folder.toAbsolutePath();
    }

    /** Each task has its own part of RocksDB's memory, and a buffer for each task that it hears from. */
    private static void localMemory(Map<String, String> settings, int parallelism) {
        settings.put("taskmanager.memory.managed.size", MANAGED_MEBIBYTES * parallelism + "m");
        String network = Math.max(NETWORK_MEBIBYTES, NETWORK_MEBIBYTES / 2 * parallelism) + "m";
        settings.put("taskmanager.memory.network.min", network);
        settings.put("taskmanager.memory.network.max", network);
    }
}
