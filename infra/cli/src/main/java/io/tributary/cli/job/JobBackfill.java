// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.job;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.scheduler.client.RunState;
import io.tributary.scheduler.run.JobRun;
import io.tributary.scheduler.run.JobRunner;
import io.tributary.scheduler.workflow.Parameter;
import io.tributary.scheduler.workflow.Workflow;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a workflow for each of some days. Each day is a run with the day as its key, so that a failure skips no other day,
 * and a backfill that is run again does what is left.
 */
final class JobBackfill {
    private static final long PAUSE_MILLIS = 500;

    private final JobRunner runner;
    private final Terminal terminal;
    private final Workflow workflow;
    private final BackfillRequest request;
    private final Parameter date;

    JobBackfill(JobRunner runner, Terminal terminal, Workflow workflow, BackfillRequest request) {
        this.runner = runner;
        this.terminal = terminal;
        this.workflow = workflow;
        this.request = request;
        this.date = workflow.dateParameter()
                .orElseThrow(() -> new InvalidInputException(
                        "workflow " + workflow.name() + " has no parameter of type date, which a backfill counts"));
    }

    /** What is done with a day. */
    private enum Action {
        start,
        retry,
        rerun,
        leave
    }

    Report run() throws InterruptedException {
        Map<LocalDate, JobRun> before = runsByDay();
        Map<LocalDate, Action> actions = new LinkedHashMap<>();
        request.from()
                .datesUntil(request.to().plusDays(1))
                .forEach(day -> actions.put(day, action(Optional.ofNullable(before.get(day)))));
        Map<LocalDate, JobRun> after = new HashMap<>(before);
        if (request.doing() == BackfillRequest.Doing.EVERYTHING) {
            perform(actions, after);
        }
        return report(actions, before, after);
    }

    /** The latest run of each day, whoever started it: by hand, by a backfill or by the schedule. */
    private Map<LocalDate, JobRun> runsByDay() {
        Map<LocalDate, JobRun> runs = new HashMap<>();
        for (JobRun run : runner.runs(workflow.name())) {
            String day = run.values().getOrDefault(date.name(), "");
            if (day.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                runs.merge(
                        LocalDate.parse(day),
                        run,
                        (one, other) -> one.key().equals(day) || !other.key().equals(day) ? one : other);
            }
        }
        return runs;
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    private Action action(Optional<JobRun> run) {
        if (run.isEmpty()) {
            return request.mode() == BackfillRequest.Mode.failed ? Action.leave : Action.start;
        }
        RunState state = run.get().state();
        if (!state.ended()) {
            return Action.leave;
        }
        if (state == RunState.SUCCEEDED) {
            return request.mode() == BackfillRequest.Mode.all ? Action.rerun : Action.leave;
        }
        return request.mode() == BackfillRequest.Mode.missing ? Action.leave : Action.retry;
    }

    private void perform(Map<LocalDate, Action> actions, Map<LocalDate, JobRun> runs) throws InterruptedException {
        List<LocalDate> active = new ArrayList<>();
        for (Map.Entry<LocalDate, Action> entry : actions.entrySet()) {
            if (entry.getValue() == Action.leave) {
                continue;
            }
            awaitPlace(active, runs, request.parallel() - 1);
            LocalDate day = entry.getKey();
            terminal.progress("  " + day + " " + entry.getValue());
            runs.put(day, perform(day, entry.getValue(), Optional.ofNullable(runs.get(day))));
            active.add(day);
        }
        awaitPlace(active, runs, 0);
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    private JobRun perform(LocalDate day, Action action, Optional<JobRun> before) {
        if (before.isEmpty()) {
            Map<String, String> values = new HashMap<>(request.given());
            values.put(date.name(), day.toString());
            return runner.start(workflow, day.toString(), workflow.values(values, day));
        }
        return action == Action.retry ? runner.retry(before.get()) : runner.rerun(before.get());
    }

    private void awaitPlace(List<LocalDate> active, Map<LocalDate, JobRun> runs, int most) throws InterruptedException {
        while (true) {
            for (LocalDate day : List.copyOf(active)) {
                runs.computeIfPresent(day, (same, run) -> run.state().ended() ? run : runner.refresh(run));
                JobRun run = runs.get(day);
                if (run == null || run.state().ended()) {
                    active.remove(day);
                }
            }
            if (active.size() <= most) {
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private Report report(Map<LocalDate, Action> actions, Map<LocalDate, JobRun> before, Map<LocalDate, JobRun> after) {
        List<String> lines = new ArrayList<>();
        List<JsonObject> json = new ArrayList<>();
        int bad = 0;
        for (Map.Entry<LocalDate, Action> entry : actions.entrySet()) {
            LocalDate day = entry.getKey();
            Optional<JobRun> now = Optional.ofNullable(after.get(day));
            String was = word(Optional.ofNullable(before.get(day)));
            boolean failed = now.map(JobRun::state)
                    .map(state -> state.ended() && state != RunState.SUCCEEDED)
                    .orElse(false);
            bad += failed ? 1 : 0;
            lines.add(day + " " + was + " -> " + entry.getValue() + " -> " + word(now));
            json.add(JsonObject.nested()
                    .put("date", day.toString())
                    .put("before", was)
                    .put("action", entry.getValue().name())
                    .put("after", word(now))
                    .put("id", now.map(JobRun::id).orElse(0L))
                    .build());
        }
        JsonObject whole = JsonObject.nested()
                .put("workflow", workflow.name())
                .put("days", json)
                .build();
        return bad == 0 || request.doing() == BackfillRequest.Doing.NOTHING
                ? Report.of(lines, whole)
                : new Report(
                        lines,
                        whole,
                        ExitCode.NO,
                        bad + " of " + actions.size()
                                + " days have no run that succeeded; --mode failed tries them again");
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    private static String word(Optional<JobRun> run) {
        return run.map(JobRun::state).map(RunState::word).orElse("none");
    }
}
