// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.cli.JobFile;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.ChildJvm;
import io.tributary.cli.step.IngestSteps;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Kills the whole job, the broker under it, or the TaskManager that works for it, at moments that nobody chose. */
final class IngestKills {
    /** Within this time of its start or of its first progress the job meets its fate. */
    private static final int MOMENT_MILLIS_MAX = 4_000;

    /** Short, so that kills fall between, into and after commits. */
    private static final String CHECKPOINT_INTERVAL = "1s";

    private static final Duration END_MAX = Duration.ofMinutes(4);

    private final Workspace workspace;
    private final Random random;
    private final Optional<LabCluster> cluster;
    private final List<Victim> due = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private enum Victim {
        JOB("the whole job"),
        BROKER("the broker"),
        TASK_MANAGER("the TaskManager");

        private final String words;

        Victim(String words) {
            this.words = words;
        }
    }

    IngestKills(Workspace workspace, long seed, Optional<LabCluster> cluster) {
        this.workspace = workspace;
        this.random = new Random(seed);
        this.cluster = cluster;
    }

    /** What a job of the lab is told, on a cluster that is ready. */
    static Map<String, String> settings(Optional<LabCluster> cluster) throws InterruptedException {
        Map<String, String> settings = new TreeMap<>();
        settings.put(Key.INGEST_CHECKPOINT_INTERVAL.id(), CHECKPOINT_INTERVAL);
        if (cluster.isPresent()) {
            settings.put(Key.INGEST_FLINK_CLUSTER.id(), cluster.get().ready());
        }
        return settings;
    }

    /** How many processes were killed in their work. */
    int done() {
        return lines.size();
    }

    /** One line for each kill. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Starts a drain and kills; a drain that ended before counts for nothing. */
    void drainAndKill() throws InterruptedException {
        CountDownLatch progress = new CountDownLatch(1);
        workspace.bootstrapServers();
        Victim victim = nextVictim();
        // Before the first values a TaskManager has nothing to lose.
        boolean early = victim != Victim.TASK_MANAGER && random.nextInt(3) == 0;
        int momentMillis = random.nextInt(MOMENT_MILLIS_MAX) / (early ? 1 : 4);
        JobFile files = JobFile.write(
                workspace.home().run(),
                "ingest-killed",
                JsonObject.typed("tributary/job-ingest/v1").build());
        try (ChildJvm job = workspace
                .engines()
                .start(
                        IngestSteps.task(workspace, files.result(), settings(cluster)),
                        line -> progress.countDown(),
                        line -> {})) {
            if (!early) {
                await(job, progress);
            }
            if (job.awaitEnd(Duration.ofMillis(momentMillis))) {
                return;
            }
            due.remove(victim);
            String moment = momentMillis + (early ? " ms after the job's start" : " ms after its first values");
            note("killed " + victim.words + " " + moment + kill(victim, job));
        } finally {
            files.delete();
        }
    }

    /** Each kind in its turn, in an order that the seed gives. */
    private Victim nextVictim() {
        if (due.isEmpty()) {
            due.add(Victim.JOB);
            if (workspace.ownsBroker()) {
                due.add(Victim.BROKER);
            }
            if (cluster.isPresent()) {
                due.add(Victim.TASK_MANAGER);
            }
            Collections.shuffle(due, random);
        }
        return due.get(0);
    }

    /** Kills, and says what the job did about it. */
    private String kill(Victim victim, ChildJvm job) throws InterruptedException {
        switch (victim) {
            case BROKER -> {
                workspace.killBroker();
                workspace.bootstrapServers();
                job.awaitEnd(Duration.ofMillis(MOMENT_MILLIS_MAX));
            }
            case TASK_MANAGER -> {
                cluster.orElseThrow().replaceTaskManager();
                if (job.awaitEnd(END_MAX)) {
                    return job.await().succeeded() ? ", the job went on" : ", the job gave up and the next went on";
                }
            }
            default -> {
                job.kill();
                if (cluster.isPresent()) {
                    cluster.get().kill();
                }
            }
        }
        job.kill();
        return "";
    }

    private static void await(ChildJvm job, CountDownLatch progress) throws InterruptedException {
        long deadline = System.nanoTime() + END_MAX.toNanos();
        while (job.alive() && System.nanoTime() < deadline) {
            if (progress.await(50, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private void note(String line) {
        lines.add(line);
        workspace.terminal().progress("  " + line);
    }
}
