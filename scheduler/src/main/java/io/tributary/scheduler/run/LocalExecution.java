// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.protocol.error.UnavailableException;
import io.tributary.scheduler.client.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One attempt to bring a run on this machine to its end. Each change is written before the next one is made. */
final class LocalExecution {
    private static final long LOOK_MILLIS = 100;
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Path file;
    private final Path logs;
    private final Clock clock;
    private final Consumer<String> progress;

    LocalExecution(Path file, Path logs, Clock clock, Consumer<String> progress) {
        this.file = file;
        this.logs = logs;
        this.clock = clock;
        this.progress = progress;
    }

    /** Whoever makes this file asks the run to end. */
    static Path stopFile(Path state) {
        return state.resolveSibling(state.getFileName() + ".stop");
    }

    /** Runs what has not succeeded yet; a task whose dependency failed is not run, the others are. */
    LocalState run(LocalState begun) {
        forgetStop();
        LocalState state = begun.with(RunState.RUNNING, begun.attempts() + 1, begun.startedAt(), "", begun.tasks());
        state.write(file);
        Map<String, RunState> states = new HashMap<>();
        for (int i = 0; i < state.tasks().size(); i++) {
            LocalState.Step step = state.tasks().get(i);
            boolean ready = step.deps().stream().allMatch(dep -> states.get(dep) == RunState.SUCCEEDED);
            if (step.state() != RunState.SUCCEEDED && ready && !stopped()) {
                state = run(state, i);
            }
            states.put(step.name(), state.tasks().get(i).state());
        }
        RunState end = end(states);
        LocalState ended = state.with(
                end, state.attempts(), state.startedAt(), clock.instant().toString(), state.tasks());
        ended.write(file);
        forgetStop();
        return ended;
    }

    private RunState end(Map<String, RunState> states) {
        if (states.values().stream().allMatch(state -> state == RunState.SUCCEEDED)) {
            return RunState.SUCCEEDED;
        }
        return stopped() ? RunState.STOPPED : RunState.FAILED;
    }

    private boolean stopped() {
        return Files.exists(stopFile(file));
    }

    private void forgetStop() {
        try {
            Files.deleteIfExists(stopFile(file));
        } catch (IOException e) {
            throw new UnavailableException("can't delete " + stopFile(file) + ": " + e.getMessage(), e);
        }
    }

    private LocalState run(LocalState before, int index) {
        LocalState.Step step = before.tasks().get(index);
        LocalState state = before;
        for (int tried = 0; ; tried++) {
            pause(tried == 0 ? step.delayMinutes() : step.retryIntervalMinutes());
            String from = clock.instant().toString();
            progress.accept(step.name() + (tried == 0 ? "" : ", retry " + tried));
            state = changed(state, index, step.with(RunState.RUNNING, tried, from, ""));
            RunState end =
                    stopped() ? RunState.STOPPED : process(step, Scripts.marker(before.workflow(), before.key()));
            progress.accept(step.name() + " " + end.word());
            state = changed(
                    state, index, step.with(end, tried, from, clock.instant().toString()));
            if (end != RunState.FAILED || tried == step.retries()) {
                return state;
            }
        }
    }

    private LocalState changed(LocalState state, int index, LocalState.Step step) {
        List<LocalState.Step> steps = new ArrayList<>(state.tasks());
        steps.set(index, step);
        LocalState changed = state.with(state.state(), state.attempts(), state.startedAt(), "", steps);
        changed.write(file);
        return changed;
    }

    private void pause(int minutes) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        while (minutes > 0 && System.nanoTime() < end && !stopped()) {
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted; run the same command again to go on", e);
        }
    }

    /** The script's process; it is ended when the run is stopped, when its time is over, and when this JVM ends. */
    private RunState process(LocalState.Step step, String marker) {
        Process process = start(step);
        Thread hook = new Thread(() -> end(process, marker), "end-" + step.name());
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            long limit = TimeUnit.MINUTES.toNanos(step.timeoutMinutes());
            long began = System.nanoTime();
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                boolean late = limit > 0 && System.nanoTime() - began > limit;
                if (late || stopped()) {
                    end(process, marker);
                    return late ? RunState.FAILED : RunState.STOPPED;
                }
            }
            return process.exitValue() == 0 ? RunState.SUCCEEDED : RunState.FAILED;
        } catch (InterruptedException e) {
            end(process, marker);
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted; run the same command again to go on", e);
        } finally {
            forget(hook);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This JVM is ending and the hook does its work.
        }
    }

    private Process start(LocalState.Step step) {
        try {
            Files.createDirectories(logs);
            return new ProcessBuilder("bash", "-c", step.script())
                    .directory(logs.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            logs.resolve(step.name() + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UnavailableException("can't start task " + step.name() + ": " + e.getMessage(), e);
        }
    }

    /** Ends the process and all that it started, also what was started while the others were being ended. */
    private static void end(Process process, String marker) {
        long limit = System.nanoTime() + GRACE.toNanos();
        List<ProcessHandle> left = left(process, marker);
        while (!left.isEmpty()) {
            boolean patient = System.nanoTime() < limit;
            left.forEach(patient ? ProcessHandle::destroy : ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            left = left(process, marker);
        }
    }

    private static List<ProcessHandle> left(Process process, String marker) {
        List<ProcessHandle> left = new ArrayList<>(process.descendants().toList());
        left.add(process.toHandle());
        left.addAll(Processes.ofRun(marker));
        left.removeIf(handle -> !handle.isAlive() || handle.equals(ProcessHandle.current()));
        return left;
    }
}
