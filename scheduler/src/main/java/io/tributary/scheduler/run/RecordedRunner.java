// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.scheduler.client.LogPart;
import io.tributary.scheduler.client.RunState;
import io.tributary.scheduler.client.TaskRun;
import io.tributary.scheduler.workflow.Task;
import io.tributary.scheduler.workflow.Workflow;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs on a server, judged by what their steps wrote down: a server that calls a run a success of which a step has no row is not
 * believed, and a run that the server has lost is told from its rows. Only for workers that share the home with this machine.
 */
public final class RecordedRunner implements JobRunner {
    private final ServerRunner server;
    private final Outcomes outcomes;
    private final Clock clock;

    /** Judges the server's runs by these rows. */
    public RecordedRunner(ServerRunner server, Outcomes outcomes, Clock clock) {
        this.server = server;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    @Override
    public Difference difference(Workflow workflow) {
        return server.difference(workflow);
    }

    @Override
    public Difference apply(Workflow workflow) {
        return server.apply(workflow);
    }

    @Override
    public JobRun start(Workflow workflow, String key, Map<String, String> values) {
        Optional<Outcomes.Note> before = outcomes.note(workflow.name(), key);
        if (before.isPresent() && done(before.get())) {
            requireSameValues(before.get(), values);
            return find(workflow.name(), key).orElseThrow();
        }
        JobRun run = server.start(workflow, key, values);
        outcomes.note(new Outcomes.Note(
                workflow.name(),
                key,
                values,
                clock.instant().toString(),
                workflow.tasks().stream()
                        .map(task -> new Outcomes.Note.Step(task.name(), task.deps(), reports(task)))
                        .toList()));
        return judged(run);
    }

    /** The last command decides how a script ends, unless what it says goes through others. */
    private static boolean reports(Task task) {
        String last = task.command().lines().reduce((first, second) -> second).orElse("");
        return last.startsWith(Scripts.COMMAND) && !last.contains("|");
    }

    private static void requireSameValues(Outcomes.Note note, Map<String, String> values) {
        values.forEach((name, value) -> {
            if (!value.equals(note.values().get(name))) {
                throw new ConflictException("run " + note.key() + " of " + note.workflow() + " was started with " + name
                        + "=" + note.values().get(name) + ", not " + value + "; choose another key");
            }
        });
    }

    @Override
    public Optional<JobRun> find(String workflow, String key) {
        Optional<Outcomes.Note> note = outcomes.note(workflow, key);
        Optional<JobRun> run;
        try {
            run = server.find(workflow, key);
        } catch (UnavailableException e) {
            if (note.isEmpty() || server.holds(workflow)) {
                throw e;
            }
            run = Optional.empty();
        }
        return run.map(this::judged).or(() -> note.map(this::lost));
    }

    @Override
    public JobRun refresh(JobRun run) {
        return find(run.workflow(), run.key())
                .orElseThrow(() -> new UnavailableException(
                        "the scheduler does not know run " + run.key() + " of " + run.workflow() + " any more"));
    }

    @Override
    public List<JobRun> runs(String workflow) {
        Map<String, JobRun> runs = new LinkedHashMap<>();
        server.runs(workflow).forEach(run -> runs.put(run.key(), judged(run)));
        outcomes.notes(workflow).forEach(note -> runs.computeIfAbsent(note.key(), key -> lost(note)));
        return List.copyOf(runs.values());
    }

    @Override
    public List<String> workflows() {
        return server.workflows();
    }

    /** A run that the server does not have, or not any more. */
    private JobRun lost(Outcomes.Note note) {
        Map<String, Outcome> rows = outcomes.of(note.workflow(), note.key());
        RunState state = RunState.INTERRUPTED;
        if (done(note)) {
            state = RunState.SUCCEEDED;
        } else if (rows.values().stream().anyMatch(row -> row.state() == RunState.FAILED)) {
            state = RunState.FAILED;
        }
        String end = rows.values().stream()
                .map(Outcome::endedAt)
                .max(String::compareTo)
                .orElse("");
        return new JobRun(note.workflow(), 0, note.key(), state, note.startedAt(), end, 1, note.values());
    }

    private JobRun judged(JobRun run) {
        Optional<Outcomes.Note> note = outcomes.note(run.workflow(), run.key());
        if (note.isEmpty() || !run.state().ended()) {
            return run;
        }
        if (done(note.get())) {
            return run.with(RunState.SUCCEEDED);
        }
        return run.state() == RunState.SUCCEEDED && !silent(note.get()).isEmpty() ? run.with(RunState.FAILED) : run;
    }

    /** Whether rows alone tell that all is done: those of the tasks that no other waits for. */
    private boolean done(Outcomes.Note note) {
        Map<String, Outcome> rows = outcomes.of(note.workflow(), note.key());
        Set<String> waitedFor =
                note.steps().stream().flatMap(step -> step.deps().stream()).collect(Collectors.toSet());
        return note.steps().stream()
                .filter(step -> !waitedFor.contains(step.name()))
                .allMatch(step -> good(rows, step));
    }

    private static boolean good(Map<String, Outcome> rows, Outcomes.Note.Step step) {
        Outcome row = rows.get(step.name());
        return step.reports() && row != null && row.good();
    }

    /** Tasks that should have said that they are done, and did not; what comes after one vouches for it. */
    private List<String> silent(Outcomes.Note note) {
        Map<String, Outcome> rows = outcomes.of(note.workflow(), note.key());
        Set<String> vouched = new HashSet<>();
        List<String> silent = new ArrayList<>();
        for (int i = note.steps().size() - 1; i >= 0; i--) {
            Outcomes.Note.Step step = note.steps().get(i);
            if (good(rows, step) || vouched.contains(step.name())) {
                vouched.addAll(step.deps());
            } else if (step.reports()) {
                silent.add(0, step.name());
            }
        }
        return silent;
    }

    @Override
    public List<TaskRun> tasks(JobRun run) {
        Optional<Outcomes.Note> note = outcomes.note(run.workflow(), run.key());
        Map<String, Outcome> rows = outcomes.of(run.workflow(), run.key());
        if (run.id() == 0 && note.isPresent()) {
            return note.get().steps().stream()
                    .map(step -> Optional.ofNullable(rows.get(step.name())))
                    .flatMap(Optional::stream)
                    .map(row -> new TaskRun(0, row.task(), row.state(), row.startedAt(), row.endedAt(), 0))
                    .toList();
        }
        List<TaskRun> tasks = server.tasks(run);
        if (note.isEmpty() || !run.state().ended()) {
            return tasks;
        }
        List<String> silent = silent(note.get());
        return tasks.stream().map(task -> judged(task, silent, rows)).toList();
    }

    private static TaskRun judged(TaskRun task, List<String> silent, Map<String, Outcome> rows) {
        Outcome row = rows.get(task.name());
        if (task.state() == RunState.SUCCEEDED && silent.contains(task.name())) {
            return task.with(RunState.FAILED);
        }
        return row != null && row.good() && task.state().ended() ? task.with(RunState.SUCCEEDED) : task;
    }

    @Override
    public Optional<String> doubt(JobRun run) {
        Optional<Outcomes.Note> note = outcomes.note(run.workflow(), run.key());
        List<String> silent = note.map(this::silent).orElse(List.of());
        if (run.state() != RunState.FAILED || silent.isEmpty() || run.id() == 0) {
            return Optional.empty();
        }
        return server.find(run.workflow(), run.key())
                .filter(told -> told.state() == RunState.SUCCEEDED)
                .map(told -> "the scheduler calls it a success, but no step wrote that it is done: "
                        + String.join(", ", silent) + "; 'tributary job retry' does them");
    }

    @Override
    public Map<String, String> made(JobRun run, String task) {
        return Optional.ofNullable(outcomes.of(run.workflow(), run.key()).get(task))
                .map(Outcome::made)
                .orElse(Map.of());
    }

    @Override
    public LogPart log(JobRun run, TaskRun task, int passedOver) {
        return task.id() == 0 ? new LogPart(List.of(), passedOver) : server.log(run, task, passedOver);
    }

    @Override
    public void cancel(JobRun run) {
        server.cancel(run);
    }

    @Override
    public JobRun retry(JobRun run) {
        Runs.requireRetriable(run);
        return again(
                run,
                tasks(run).stream()
                        .filter(task -> task.state() == RunState.SUCCEEDED)
                        .map(TaskRun::name)
                        .collect(Collectors.toSet()));
    }

    @Override
    public JobRun rerun(JobRun run) {
        Runs.requireEnded(run);
        return again(run, Set.of());
    }

    private JobRun again(JobRun run, Set<String> succeeded) {
        for (String task : outcomes.of(run.workflow(), run.key()).keySet()) {
            if (!succeeded.contains(task)) {
                outcomes.forget(run.workflow(), run.key(), task);
            }
        }
        return judged(server.again(run, succeeded));
    }
}
