// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.scheduler.client.LogPart;
import io.tributary.scheduler.client.RunState;
import io.tributary.scheduler.client.TaskRun;
import io.tributary.scheduler.workflow.Placeholders;
import io.tributary.scheduler.workflow.Task;
import io.tributary.scheduler.workflow.TaskType;
import io.tributary.scheduler.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs workflows on this machine, one task after the other, in the process that asks for it. The state of each run is a
 * file, so that a run whose process was killed is found again and goes on where it stopped. Schedules start nothing here.
 */
public final class LocalRunner implements JobRunner {
    private static final String STATE = ".json";

    private final Path folder;
    private final Worker worker;
    private final Clock clock;
    private final Consumer<String> progress;

    /** Keeps its states below a folder and says there what it does. */
    public LocalRunner(Path folder, Worker worker, Clock clock, Consumer<String> progress) {
        this.folder = folder;
        this.worker = worker;
        this.clock = clock;
        this.progress = progress;
    }

    private Path definition(String workflow) {
        return folder.resolve(workflow).resolve("definition");
    }

    /** Spark and Flink tasks are submitted by a scheduler's worker, with the environment and the jar that it keeps. */
    private static void requireShell(Workflow workflow) {
        for (Task task : workflow.tasks()) {
            if (task.type() != TaskType.SHELL) {
                throw new InvalidInputException("task " + task.name() + " of " + workflow.name() + " is of type "
                        + task.type().word() + ", which only a scheduler's worker runs; --local runs Shell tasks");
            }
        }
    }

    private List<String> lines(Workflow workflow) {
        requireShell(workflow);
        List<String> lines = new ArrayList<>();
        workflow.parameters()
                .forEach(parameter -> lines.add("param " + parameter.name() + " = "
                        + parameter.standard().orElse("")));
        for (Task task : workflow.tasks()) {
            lines.add("task " + task.name() + ": after "
                    + task.deps().stream().sorted().toList() + ", timeout "
                    + task.timeoutMinutes() + " min, retries " + task.retries() + " every "
                    + task.retryIntervalMinutes()
                    + " min, delay " + task.delayMinutes() + " min");
            Scripts.render(worker, workflow.name(), task)
                    .lines()
                    .forEach(line -> lines.add("task " + task.name() + " | " + line));
        }
        return lines;
    }

    @Override
    public Difference difference(Workflow workflow) {
        try {
            Path file = definition(workflow.name());
            return Difference.between(Files.exists(file) ? Files.readAllLines(file) : List.of(), lines(workflow));
        } catch (IOException e) {
            throw new UnavailableException("can't read " + definition(workflow.name()) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Difference apply(Workflow workflow) {
        Difference difference = difference(workflow);
        try {
            Path file = definition(workflow.name());
            Files.createDirectories(file.getParent());
            Files.write(file, lines(workflow));
        } catch (IOException e) {
            throw new UnavailableException("can't write " + definition(workflow.name()) + ": " + e.getMessage(), e);
        }
        return difference;
    }

    @Override
    public JobRun start(Workflow workflow, String key, Map<String, String> values) {
        requireShell(workflow);
        Path file = state(workflow.name(), key);
        try (LocalLock lock = LocalLock.tryOn(file)) {
            if (!lock.held()) {
                return find(workflow.name(), key).orElseThrow(() -> running(workflow.name(), key));
            }
            if (!Files.exists(file)) {
                fresh(workflow, key, values).write(file);
            }
            LocalState state = LocalState.read(file);
            for (Map.Entry<String, String> value : values.entrySet()) {
                if (!value.getValue().equals(state.values().get(value.getKey()))) {
                    throw new ConflictException("run " + key + " of " + workflow.name() + " was started with "
                            + value.getKey() + "=" + state.values().get(value.getKey()) + ", not " + value.getValue()
                            + "; choose another key");
                }
            }
            // Begun and not ended, and nobody holds the lock: its process is gone.
            return state.state().ended() ? run(state) : run(execute(file, state));
        }
    }

    private static ConflictException running(String workflow, String key) {
        return new ConflictException("run " + key + " of " + workflow + " is running in another process");
    }

    private LocalState fresh(Workflow workflow, String key, Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put(Scripts.KEY, key);
        List<LocalState.Step> steps = workflow.tasks().stream()
                .map(task -> new LocalState.Step(
                        task.name(),
                        Placeholders.withValues(Scripts.render(worker, workflow.name(), task), all),
                        task.deps(),
                        task.timeoutMinutes(),
                        task.retries(),
                        task.retryIntervalMinutes(),
                        task.delayMinutes(),
                        RunState.WAITING,
                        0,
                        "",
                        ""))
                .toList();
        return new LocalState(
                workflow.name(),
                key,
                values,
                RunState.WAITING,
                0,
                clock.instant().toString(),
                "",
                steps);
    }

    private LocalState execute(Path file, LocalState state) {
        return new LocalExecution(file, logs(state.workflow(), state.key()), clock, progress).run(state);
    }

    private Path state(String workflow, String key) {
        return folder.resolve(workflow).resolve(key + STATE);
    }

    private Path logs(String workflow, String key) {
        return folder.resolve(workflow).resolve(key + ".logs");
    }

    private static JobRun run(LocalState state) {
        return new JobRun(
                state.workflow(),
                0,
                state.key(),
                state.state(),
                state.startedAt(),
                state.endedAt(),
                state.attempts(),
                state.values());
    }

    @Override
    public Optional<JobRun> find(String workflow, String key) {
        Path file = state(workflow, key);
        return Files.exists(file) ? Optional.of(seen(file)) : Optional.empty();
    }

    /** A run that says it is at work and whose lock is free was left by a process that is gone. */
    private static JobRun seen(Path file) {
        LocalState state = LocalState.read(file);
        if (state.state().ended()) {
            return run(state);
        }
        try (LocalLock lock = LocalLock.tryOn(file)) {
            LocalState now = LocalState.read(file);
            return run(
                    lock.held() && !now.state().ended()
                            ? now.with(
                                    RunState.INTERRUPTED, now.attempts(), now.startedAt(), now.endedAt(), now.tasks())
                            : now);
        }
    }

    @Override
    public JobRun refresh(JobRun run) {
        return find(run.workflow(), run.key())
                .orElseThrow(() -> new UnavailableException("the state of run " + run.key() + " is gone"));
    }

    @Override
    public List<JobRun> runs(String workflow) {
        return files(folder.resolve(workflow)).stream()
                .filter(file -> file.toString().endsWith(STATE))
                .map(LocalRunner::seen)
                .sorted(Comparator.comparing(JobRun::startedAt).reversed())
                .toList();
    }

    @Override
    public List<String> workflows() {
        return files(folder).stream()
                .map(file -> file.getFileName().toString())
                .sorted()
                .toList();
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UnavailableException("can't read " + directory + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<TaskRun> tasks(JobRun run) {
        return LocalState.read(state(run.workflow(), run.key())).tasks().stream()
                .map(step ->
                        new TaskRun(0, step.name(), step.state(), step.startedAt(), step.endedAt(), step.retried()))
                .toList();
    }

    @Override
    public LogPart log(JobRun run, TaskRun task, int passedOver) {
        Path file = logs(run.workflow(), run.key()).resolve(task.name() + ".log");
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            List<String> part = lines.subList(Math.min(passedOver, lines.size()), lines.size());
            return new LogPart(part, Math.max(passedOver, lines.size()));
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void cancel(JobRun run) {
        Runs.requireRunning(run);
        try {
            Files.writeString(LocalExecution.stopFile(state(run.workflow(), run.key())), "");
        } catch (IOException e) {
            throw new UnavailableException("can't ask run " + run.key() + " to end: " + e.getMessage(), e);
        }
    }

    @Override
    public JobRun retry(JobRun run) {
        Runs.requireRetriable(run);
        return again(run, RunState.SUCCEEDED);
    }

    @Override
    public JobRun rerun(JobRun run) {
        Runs.requireEnded(run);
        return again(run, RunState.WAITING);
    }

    /** Runs it once more, without the tasks that are in the state already. */
    private JobRun again(JobRun run, RunState kept) {
        Path file = state(run.workflow(), run.key());
        try (LocalLock lock = LocalLock.tryOn(file)) {
            if (!lock.held()) {
                throw running(run.workflow(), run.key());
            }
            LocalState state = LocalState.read(file);
            List<LocalState.Step> steps = state.tasks().stream()
                    .map(step -> step.state() == kept ? step : step.with(RunState.WAITING, 0, "", ""))
                    .toList();
            LocalState fresh = state.with(RunState.WAITING, state.attempts(), state.startedAt(), "", steps);
            fresh.write(file);
            return run(execute(file, fresh));
        }
    }
}
