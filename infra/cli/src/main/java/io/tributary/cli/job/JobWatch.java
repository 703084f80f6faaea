// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.job;

import io.tributary.cli.Terminal;
import io.tributary.scheduler.client.SilentSchedulerException;
import io.tributary.scheduler.client.TaskRun;
import io.tributary.scheduler.run.JobRun;
import io.tributary.scheduler.run.JobRunner;
import io.tributary.scheduler.run.Processes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Follows runs.
 *
 * @param terminal where changes are told
 * @param pause between two looks
 * @param patience how long the scheduler may be away
 */
public record JobWatch(Terminal terminal, Duration pause, Duration patience) {
    private static final Duration LEAVE = Duration.ofSeconds(20);

    /** Follows a run until it has ended; a scheduler that is being restarted is waited for. */
    JobRun follow(JobRunner runner, Supplier<JobRun> begun) throws InterruptedException {
        Map<String, String> told = new HashMap<>();
        Optional<JobRun> run = Optional.empty();
        long heard = System.nanoTime();
        while (true) {
            try {
                run = Optional.of(run.isPresent() ? runner.refresh(run.get()) : begun.get());
                runner.tasks(run.get()).forEach(task -> tell(task, told));
                heard = System.nanoTime();
                if (run.get().state().ended()) {
                    return run.get();
                }
            } catch (SilentSchedulerException e) {
                if (System.nanoTime() - heard > patience.toNanos()) {
                    throw e;
                }
                if (told.put("", "silent") == null) {
                    terminal.progress("  the scheduler does not answer, waiting up to " + patience.toSeconds() + " s");
                }
            }
            Thread.sleep(pause.toMillis());
        }
    }

    private void tell(TaskRun task, Map<String, String> told) {
        String word = task.state().word() + (task.retries() > 0 ? ", retry " + task.retries() : "");
        if (!word.equals(told.put(task.name(), word))) {
            terminal.progress("  " + task.name() + " " + word);
        }
    }

    /** Processes of a run that are still there after they had time to leave. */
    List<ProcessHandle> processesLeft(JobRun run) throws InterruptedException {
        long end = System.nanoTime() + LEAVE.toNanos();
        List<ProcessHandle> left = Processes.ofRun(run.marker());
        while (!left.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(pause.toMillis());
            left = Processes.ofRun(run.marker());
        }
        return left;
    }
}
