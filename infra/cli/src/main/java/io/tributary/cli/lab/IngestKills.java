// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.cli.JobFile;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.ChildJvm;
import io.tributary.cli.step.IngestSteps;
import io.tributary.protocol.canonical.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Kills the job, or the broker under it, at moments that nobody chose. */
final class IngestKills {
    /** Within this time of its start or of its first progress the job is killed. */
    private static final int MOMENT_MILLIS_MAX = 4_000;

    private static final Duration END_MAX = Duration.ofMinutes(4);

    private final Workspace workspace;
    private final Random random;
    private final List<String> lines = new ArrayList<>();

    IngestKills(Workspace workspace, long seed) {
        this.workspace = workspace;
        this.random = new Random(seed);
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
        boolean early = random.nextInt(3) == 0;
        int momentMillis = random.nextInt(MOMENT_MILLIS_MAX);
        boolean broker = random.nextInt(3) == 0 && workspace.ownsBroker();
        workspace.bootstrapServers();
        JobFile files = JobFile.write(
                workspace.home().run(),
                "ingest-killed",
                JsonObject.typed("tributary/job-ingest/v1").build());
        try (ChildJvm job = workspace
                .engines()
                .start(IngestSteps.task(workspace, files.result()), line -> progress.countDown(), line -> {})) {
            if (!early) {
                await(job, progress);
            }
            if (job.awaitEnd(Duration.ofMillis(early ? momentMillis : momentMillis / 4))) {
                return;
            }
            if (broker) {
                workspace.killBroker();
                workspace.bootstrapServers();
                note("broker", early, momentMillis);
                job.awaitEnd(Duration.ofMillis(MOMENT_MILLIS_MAX));
            } else {
                note("job", early, momentMillis);
            }
            job.kill();
        } finally {
            files.delete();
        }
    }

    private static void await(ChildJvm job, CountDownLatch progress) throws InterruptedException {
        long deadline = System.nanoTime() + END_MAX.toNanos();
        while (job.alive() && System.nanoTime() < deadline) {
            if (progress.await(50, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private void note(String what, boolean early, int momentMillis) {
        lines.add("killed the " + what + " "
                + (early
                        ? momentMillis + " ms after the job's start"
                        : momentMillis / 4 + " ms after its first values"));
        workspace.terminal().progress("  " + lines.get(lines.size() - 1));
    }
}
