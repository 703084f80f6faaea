// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.process.ParentWatch;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.ObjectStore;
import io.tributary.tables.TableDefinition;
import io.tributary.tables.WriterLock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is in Kafka into the bronze tables, exactly once. With {@code --drain} it ends when everything that was in the topics at its
 * start is committed, and marks the tables as complete up to there; without, it follows the topics until SIGTERM or until the process
 * that started it goes away. A killed run costs nothing but time: the next one begins at the newest complete checkpoint.
 */
public final class IngestJob {
    private static final Logger LOG = LoggerFactory.getLogger(IngestJob.class);
    private static final Duration WRITER_WAIT = Duration.ofSeconds(30);
    private static final Duration ORPHAN_MAX = Duration.ofSeconds(15);
    private static final int EXIT_BUG = 70;

    /** Runs that may end short of the wanted offsets, each after failures inside Flink. */
    private static final int ATTEMPTS_MAX = 3;

    private final IngestOptions options;
    private final BooleanSupplier interrupted;

    private IngestJob(IngestOptions options, BooleanSupplier interrupted) {
        this.options = options;
        this.interrupted = interrupted;
    }

    /**
     * Arguments: {@code --home DIR [--config FILE] [--set KEY=VALUE]… [--drain] [--result FILE] [--cpu FILE] [--run NAME]}; the last one
     * changes nothing.
     */
    public static void main(String[] arguments) {
        System.exit(runAsProcess(List.of(arguments)));
    }

    private static int runAsProcess(List<String> arguments) {
        AtomicBoolean interrupted = new AtomicBoolean();
        try {
            IngestOptions options = IngestOptions.parse(arguments);
            if (options.drain()) {
                ParentWatch.start();
            } else {
                ParentWatch.onParentGone(() -> endSoon(interrupted));
            }
            StopSignal.onTermination(() -> interrupted.set(true));
            Optional<CpuSampler> sampler = options.cpu().map(file -> CpuSampler.start());
            new IngestJob(options, interrupted::get).run();
            options.cpu().ifPresent(file -> sampler.ifPresent(samples -> samples.write(file)));
            return options.drain() && interrupted.get() ? ParentWatch.EXIT_CODE : 0;
        } catch (TributaryException e) {
            return end(e);
        } catch (RuntimeException e) {
            Optional<UnavailableException> store = ObjectStore.failure(e);
            if (store.isPresent()) {
                return end(store.get());
            }
            LOG.error("a bug", e);
            System.err.println("error: internal failure of the ingestion job: " + e);
            return EXIT_BUG;
        }
    }

    private static int end(TributaryException e) {
        LOG.info("ended: {}", e.getMessage(), e);
        System.err.println("error: " + e.getMessage());
        return e.exitCode();
    }

    /** Whoever started us is gone, and perhaps the broker with it: what does not end in good order ends all the same. */
    private static void endSoon(AtomicBoolean interrupted) {
        interrupted.set(true);
        try {
            TimeUnit.MILLISECONDS.sleep(ORPHAN_MAX.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ParentWatch.EXIT_CODE);
    }

    private void run() {
        Configuration configuration = options.configuration();
        String bootstrapServers = options.bootstrapServers();
        RecoveryPoints points = new RecoveryPoints(configuration.home().resolve("flink"));
        try (FileChannel claim = points.claim(WRITER_WAIT);
                KafkaCluster cluster = KafkaCluster.open(bootstrapServers);
                LakeCatalog lake = LakeCatalog.open(configuration);
                WriterLock lock = lake.lockForWriting("ingest", WRITER_WAIT)) {
            points.requireCluster(cluster.id());
            BronzeProgress bronze = new BronzeProgress(lake);
            if (points.newest().isEmpty() && !bronze.isUntouched()) {
                throw new ConflictException(
                        "bronze holds rows but " + points.checkpoints()
                                + " holds no complete checkpoint; reading from the beginning would double them. Bring the folder back");
            }
            PipelineRun pipeline = new PipelineRun(
                    configuration,
                    cluster,
                    bootstrapServers,
                    points,
                    (environment, contributions, inferences) -> IngestTopology.define(
                            environment,
                            contributions,
                            inferences,
                            new BronzeSinks(configuration, bootstrapServers, cluster.transactionTimeout(), lake),
                            JobSettings.of(configuration, bootstrapServers)));
            IngestResult result = options.drain() ? drain(cluster, bronze, pipeline) : follow(bronze, pipeline);
            options.result().ifPresent(result::write);
        } catch (IOException e) {
            throw new UnavailableException("can't give back the ingestion state: " + e.getMessage(), e);
        }
    }

    private IngestResult drain(KafkaCluster cluster, BronzeProgress bronze, PipelineRun pipeline) {
        Map<String, Long> wanted = cluster.endOffsets(Topics.SOURCES);
        if (bronze.isMarked(wanted)) {
            LOG.info("nothing new, complete up to {}", wanted);
            return new IngestResult(0, 0, 0, 0, wanted, bronze.watermarkMillis(wanted));
        }
        Map<TableDefinition, Long> before = snapshots(bronze);
        RecoveryPoint end = pipeline.drain(wanted, interrupted);
        for (int attempt = 1; !end.hasReached(wanted) && !interrupted.getAsBoolean(); attempt++) {
            if (attempt == ATTEMPTS_MAX) {
                throw new IllegalStateException("stopped at " + end.nextOffsets() + ", want " + wanted);
            }
            LOG.warn("stopped at {} before {}, going on", end.nextOffsets(), wanted);
            end = pipeline.drain(wanted, interrupted);
        }
        return finish(bronze, before, end);
    }

    private IngestResult follow(BronzeProgress bronze, PipelineRun pipeline) {
        Map<TableDefinition, Long> before = snapshots(bronze);
        return finish(bronze, before, pipeline.follow(interrupted, settled -> markIfNew(bronze, settled)));
    }

    private static IngestResult finish(BronzeProgress bronze, Map<TableDefinition, Long> before, RecoveryPoint end) {
        OptionalLong watermark = markIfNew(bronze, end);
        return new IngestResult(
                rows(bronze, before, BronzeTables.CONTRIBUTIONS_TABLE),
                rows(bronze, before, BronzeTables.INFERENCES_TABLE),
                rows(bronze, before, BronzeTables.BATCHES_TABLE),
                rows(bronze, before, BronzeTables.REJECTIONS_TABLE),
                end.nextOffsets(),
                watermark);
    }

    private static OptionalLong markIfNew(BronzeProgress bronze, RecoveryPoint point) {
        return bronze.isMarked(point.nextOffsets())
                ? bronze.watermarkMillis(point.nextOffsets())
                : bronze.mark(point.nextOffsets());
    }

    private static Map<TableDefinition, Long> snapshots(BronzeProgress bronze) {
        Map<TableDefinition, Long> snapshots = new LinkedHashMap<>();
        for (TableDefinition definition : BronzeTables.all()) {
            snapshots.put(definition, bronze.snapshotId(definition));
        }
        return snapshots;
    }

    private static long rows(BronzeProgress bronze, Map<TableDefinition, Long> before, TableDefinition definition) {
        return bronze.rowsSince(definition, before.getOrDefault(definition, BronzeProgress.NO_SNAPSHOT));
    }
}
