// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of the Flink job: from the newest complete state, until it is to stop, to a savepoint with everything committed. */
final class PipelineRun {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineRun.class);
    private static final String NAME = "tributary-ingest";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration STOP_MAX = Duration.ofSeconds(150);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    /** Polls between two questions for progress: each makes Flink copy the whole job, and news comes with its heartbeats. */
    private static final int POLLS_PER_QUESTION = 3;

    /** Polls between two looks at the newest checkpoint and the cluster. */
    private static final int POLLS_PER_LOOK = 20;

    /** Looks in a row at which the cluster may be away before the job gives up. */
    private static final int LOOKS_AWAY_MAX = 3;

    private final Configuration configuration;
    private final KafkaCluster cluster;
    private final String bootstrapServers;
    private final RecoveryPoints points;
    private final Graph graph;
    private final ReadProgress progress = new ReadProgress();

    PipelineRun(
            Configuration configuration,
            KafkaCluster cluster,
            String bootstrapServers,
            RecoveryPoints points,
            Graph graph) {
        this.configuration = Objects.requireNonNull(configuration, "configuration");
        this.cluster = Objects.requireNonNull(cluster, "cluster");
        this.bootstrapServers = Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        this.points = Objects.requireNonNull(points, "points");
        this.graph = Objects.requireNonNull(graph, "graph");
    }

    /** What is done with the values of both topics. */
    interface Graph {
        /** Adds the operators to the environment. */
        void define(
                StreamExecutionEnvironment environment,
                KafkaSource<KafkaValue> contributions,
                KafkaSource<KafkaValue> inferences);
    }

    /**
     * Runs until everything before these offsets has been read.
     *
     * @param interrupted asked now and then; true ends the run early, in good order
     * @return the savepoint, with everything up to it committed
     * @throws UnavailableException if the job fails or the cluster goes away; the next run resumes
     */
    RecoveryPoint drain(Map<String, Long> wantedNext, BooleanSupplier interrupted) {
        return run(Optional.of(wantedNext), interrupted, point -> {});
    }

    /**
     * Runs until interrupted.
     *
     * @param settled told of checkpoints whose rows have all been committed
     */
    RecoveryPoint follow(BooleanSupplier interrupted, Consumer<RecoveryPoint> settled) {
        return run(Optional.empty(), interrupted, settled);
    }

    private RecoveryPoint run(
            Optional<Map<String, Long>> wantedNext, BooleanSupplier interrupted, Consumer<RecoveryPoint> settled) {
        Optional<RecoveryPoint> start = points.newest();
        points.clearScratch();
        try {
            JobClient job = submit(start);
            awaitEnd(job, start, wantedNext, interrupted, settled);
            Path savepoint = stop(job);
            RecoveryPoint end = RecoveryPoint.read(savepoint);
            points.keepOnly(savepoint);
            return end;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted; the next run resumes", e);
        } catch (IOException e) {
            throw new UnavailableException("can't read the savepoint just made: " + e.getMessage(), e);
        }
    }

    private JobClient submit(Optional<RecoveryPoint> start) throws InterruptedException {
        LOG.info(
                "starting from {}",
                start.map(point -> point.folder() + " at " + point.nextOffsets())
                        .orElse("the earliest offsets"));
        org.apache.flink.configuration.Configuration settings =
                FlinkSettings.of(configuration, points, start.map(RecoveryPoint::folder));
        StreamExecutionEnvironment environment = environment(settings);
        graph.define(environment, source(Topics.CONTRIBUTIONS), source(Topics.INFERENCES));
        try {
            return environment.executeAsync(NAME);
        } catch (Exception e) {
            throw new UnavailableException("the ingestion job can't be started: " + e.getMessage(), e);
        }
    }

    private StreamExecutionEnvironment environment(org.apache.flink.configuration.Configuration settings)
            throws InterruptedException {
        if (configuration.text(Key.INGEST_FLINK_CLUSTER).isEmpty()) {
            return StreamExecutionEnvironment.getExecutionEnvironment(settings);
        }
        SessionCluster.endJobs(settings, NAME);
        // The other way of making one is for programs that run inside a Flink client, and would make a local one here.
        return new StreamExecutionEnvironment(settings);
    }

    private KafkaSource<KafkaValue> source(String topic) {
        return KafkaSource.<KafkaValue>builder()
                .setBootstrapServers(bootstrapServers)
                .setTopics(topic)
                .setGroupId("tributary-ingest-" + configuration.text(Key.NETWORK_ID))
                .setClientIdPrefix("tributary-" + topic)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new KafkaValueReader())
                .setProperty("isolation.level", "read_committed")
                .setProperty("register.consumer.metrics", "false")
                .setProperty("fetch.max.bytes", "8388608")
                .setProperty("max.partition.fetch.bytes", "4194304")
                .build();
    }

    private void awaitEnd(
            JobClient job,
            Optional<RecoveryPoint> start,
            Optional<Map<String, Long>> wantedNext,
            BooleanSupplier interrupted,
            Consumer<RecoveryPoint> settled)
            throws InterruptedException {
        Optional<RecoveryPoint> newest = start;
        int away = 0;
        for (int poll = 1; !interrupted.getAsBoolean(); poll++) {
            JobStatus status = answer(job, job.getJobStatus());
            if (status.isTerminalState()) {
                throw failed(job);
            }
            if (status == JobStatus.RUNNING && wantedNext.isPresent() && poll % POLLS_PER_QUESTION == 0) {
                Map<String, Long> startedAt =
                        newest.map(RecoveryPoint::nextOffsets).orElse(Map.of());
                Map<String, Long> next = ReadProgress.next(startedAt, answer(job, job.getAccumulators()));
                progress.report(next, wantedNext.get());
                if (ReadProgress.covers(next, wantedNext.get())) {
                    return;
                }
            }
            if (poll % POLLS_PER_LOOK == 0) {
                away = cluster.answers() ? 0 : away + 1;
                if (away == LOOKS_AWAY_MAX) {
                    job.cancel();
                    throw new UnavailableException("the Kafka cluster at " + bootstrapServers
                            + " went away; nothing is lost, the next run resumes");
                }
                newest = look(newest, settled);
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    /**
     * Looks for a newer checkpoint, which the next question for progress can lean on when a restart inside Flink has emptied the
     * accumulators. Each task learns that a checkpoint is complete, and commits, before it takes part in the next one: so when there is a
     * newer one, the rows of the one before are all in their tables.
     */
    private Optional<RecoveryPoint> look(Optional<RecoveryPoint> known, Consumer<RecoveryPoint> settled) {
        Optional<RecoveryPoint> newest = points.newest();
        if (known.isPresent()
                && newest.isPresent()
                && newest.get().checkpointId() > known.get().checkpointId()) {
            settled.accept(known.get());
        }
        return newest.or(() -> known);
    }

    /** A job that has nothing to read is asked to stop before all of its tasks have started, so it is asked again. */
    private Path stop(JobClient job) throws InterruptedException {
        long deadline = System.nanoTime() + STOP_MAX.toNanos();
        while (true) {
            try {
                String savepoint = job.stopWithSavepoint(
                                false, FlinkSettings.location(points.savepoints()), SavepointFormatType.NATIVE)
                        .get(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
                job.getJobExecutionResult().get(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
                return Path.of(new org.apache.flink.core.fs.Path(savepoint).getPath());
            } catch (ExecutionException | TimeoutException e) {
                if (!isStarting(e) || System.nanoTime() > deadline) {
                    throw new UnavailableException(
                            "the ingestion job can't be stopped with everything committed: " + rootCause(e)
                                    + "; nothing is lost, the next run resumes",
                            e);
                }
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            }
        }
    }

    /** By its words, since a cluster sends no more of an exception. */
    private static boolean isStarting(Throwable failure) {
        return rootCause(failure).contains(CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING.message());
    }

    private static <T> T answer(JobClient job, CompletableFuture<T> question) throws InterruptedException {
        try {
            return question.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failed(job);
        } catch (TimeoutException e) {
            throw new UnavailableException("the ingestion job does not answer", e);
        }
    }

    private static UnavailableException failed(JobClient job) throws InterruptedException {
        try {
            job.getJobExecutionResult().get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
            return new UnavailableException("the ingestion job ended by itself; the next run resumes");
        } catch (ExecutionException | TimeoutException e) {
            return new UnavailableException("the ingestion job failed: " + rootCause(e) + "; the next run resumes", e);
        }
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
