// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.job;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.scheduler.client.LogPart;
import io.tributary.scheduler.client.TaskRun;
import io.tributary.scheduler.run.Difference;
import io.tributary.scheduler.run.JobRun;
import io.tributary.scheduler.run.JobRunner;
import io.tributary.scheduler.workflow.Parsed;
import io.tributary.scheduler.workflow.Problem;
import io.tributary.scheduler.workflow.Workflow;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code tributary job} does with workflows and their runs. */
public final class JobSteps {
    private static final String KEY = "[A-Za-z0-9][A-Za-z0-9._:-]{0,99}";

    private final Workspace workspace;
    private final JobPlace.Where where;
    private final JobRunner runner;

    /** Works in this workspace, with jobs at the place. */
    public JobSteps(Workspace workspace, JobPlace.Where where) {
        this.workspace = workspace;
        this.where = where;
        this.runner = JobPlace.runner(workspace, where);
    }

    /** Says everything that is wrong with the files; exit 2 if there is anything. */
    public static Report validate(Configuration configuration, List<Path> files) {
        List<String> lines = new ArrayList<>();
        List<JsonObject> problems = new ArrayList<>();
        for (Path file : files) {
            Parsed parsed = JobPlace.read(configuration, JobPlace.Where.SERVER, file);
            for (Problem problem : parsed.problems()) {
                lines.add(problem.toString());
                problems.add(JsonObject.nested()
                        .put("file", problem.file())
                        .put("line", problem.line())
                        .put("column", problem.column())
                        .put("message", problem.message())
                        .build());
            }
            parsed.workflow()
                    .ifPresent(workflow -> lines.add(file + ": workflow " + workflow.name() + " with "
                            + workflow.tasks().size() + " tasks is well formed"));
        }
        JsonObject json = JsonObject.nested()
                .put("valid", problems.isEmpty())
                .put("problems", problems)
                .build();
        return problems.isEmpty()
                ? Report.of(lines, json)
                : new Report(
                        lines,
                        json,
                        ExitCode.BAD_INPUT,
                        problems.size() == 1
                                ? problems.get(0).text("message")
                                : problems.size() + " problems in these files");
    }

    private Workflow read(Path file) {
        return JobPlace.read(workspace.configuration(), where, file).orThrow();
    }

    /** What apply would change, and what a run would read. */
    public Report plan(Path file) {
        Workflow workflow = read(file);
        Difference difference = runner.difference(workflow);
        List<String> lines = new ArrayList<>(
                difference.none() ? List.of("nothing to change: " + workflow.name()) : difference.lines());
        JobEstimate estimate = JobEstimate.of(workspace, workflow, runner.runs(workflow.name()));
        lines.addAll(estimate.lines());
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("workflow", workflow.name())
                        .put("changes", difference.lines())
                        .put("inputs", estimate.json())
                        .put("seconds", estimate.seconds())
                        .build());
    }

    /** Puts the workflow there. */
    public Report apply(Path file) {
        Workflow workflow = read(file);
        Difference difference = runner.apply(workflow);
        String line = difference.none()
                ? workflow.name() + " is as the file says"
                : workflow.name() + ": " + difference.lines().size() + " lines changed";
        return Report.of(
                line,
                JsonObject.nested()
                        .put("workflow", workflow.name())
                        .put("changes", difference.lines())
                        .build());
    }

    /** Starts the run of a key, or finds it. */
    public Report run(Path file, String key, Map<String, String> given) {
        Workflow workflow = read(file);
        Map<String, String> values = workflow.values(given, LocalDate.now(workflow.zone()));
        JobRun run = runner.start(workflow, requireKey(key), values);
        return JobReports.of(run, runner.tasks(run), JobReports.Say.STARTED);
    }

    /** Checks a key. */
    static String requireKey(String key) {
        if (!key.matches(KEY)) {
            throw new InvalidInputException("key is '" + key + "', want letters, digits and . _ : - (100 at most)");
        }
        return key;
    }

    /** Only the file knows of a deadline: where a name is given that is no file, there is none. */
    private boolean late(String workflow, JobRun run) {
        Optional<Workflow> read = workflow.endsWith(".yaml")
                ? JobPlace.read(workspace.configuration(), where, Path.of(workflow))
                        .workflow()
                : Optional.empty();
        return read.map(file -> JobDeadline.missed(file, run, Clock.systemUTC()))
                .orElse(false);
    }

    private JobRun find(String workflow, String key) {
        return runner.find(name(workflow), requireKey(key))
                .orElseThrow(() -> new UnavailableException("no run " + key + " of " + name(workflow)
                        + "; 'tributary job list " + name(workflow) + "' shows what there is"));
    }

    /** The workflow's name, also where its file is given. */
    private static String name(String workflow) {
        String last = Path.of(workflow).getFileName().toString();
        return last.endsWith(".yaml") ? last.substring(0, last.length() - ".yaml".length()) : last;
    }

    /** Follows a run to its end; exit 1 unless it succeeded. */
    public Report watch(String workflow, String key, JobWatch watch) throws InterruptedException {
        JobRun ended = watch.follow(runner, () -> find(workflow, key));
        Report report = JobReports.of(ended, runner.tasks(ended), JobReports.Say.OUTCOME, runner);
        return late(workflow, ended) ? JobReports.late(report) : report;
    }

    /** Prints the logs of a run's tasks. */
    public Report logs(String workflow, String key, Optional<String> task) {
        JobRun run = find(workflow, key);
        List<String> lines = new ArrayList<>();
        for (TaskRun one : runner.tasks(run)) {
            if (task.isEmpty() || task.get().equals(one.name())) {
                lines.add("== " + one.name() + " " + one.state().word());
                lines.addAll(log(run, one));
            }
        }
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("workflow", run.workflow())
                        .put("key", run.key())
                        .put("lines", lines)
                        .build());
    }

    private List<String> log(JobRun run, TaskRun task) {
        return log(runner, run, task);
    }

    /** All of a log. */
    static List<String> log(JobRunner runner, JobRun run, TaskRun task) {
        List<String> lines = new ArrayList<>();
        LogPart part = runner.log(run, task, 0);
        while (!part.lines().isEmpty()) {
            lines.addAll(part.lines());
            int next = part.next();
            part = runner.log(run, task, next);
            if (part.next() <= next) {
                break;
            }
        }
        return lines;
    }

    /** Ends a run and looks whether a process of it is left; exit 1 if so. */
    public Report cancel(String workflow, String key, JobWatch watch) throws InterruptedException {
        JobRun run = find(workflow, key);
        runner.cancel(run);
        JobRun ended = watch.follow(runner, () -> runner.refresh(run));
        return JobReports.cancelled(ended, watch.processesLeft(ended));
    }

    /** Goes on with what failed. */
    public Report retry(String workflow, String key) {
        JobRun now = runner.retry(find(workflow, key));
        return JobReports.of(now, runner.tasks(now), JobReports.Say.STARTED);
    }

    /** Does all of it again. */
    public Report rerun(String workflow, String key) {
        JobRun now = runner.rerun(find(workflow, key));
        return JobReports.of(now, runner.tasks(now), JobReports.Say.STARTED);
    }

    /** Workflows, or the runs of one. */
    public Report list(Optional<String> workflow) {
        if (workflow.isEmpty()) {
            List<String> names = runner.workflows();
            return Report.of(names, JsonObject.nested().put("workflows", names).build());
        }
        List<JobRun> runs = runner.runs(name(workflow.get()));
        return Report.of(
                runs.stream().map(JobReports::line).toList(),
                JsonObject.nested()
                        .put("workflow", name(workflow.get()))
                        .put("runs", runs.stream().map(JobReports::json).toList())
                        .build());
    }

    /** Starts a run for each thing that is there and has none. */
    public Report trigger(Path file, String on, String parameter, Map<String, String> given) {
        return new JobTriggers(workspace, runner).run(read(file), on, parameter, given);
    }

    /** Runs a workflow for each of some days. */
    public Report backfill(Path file, BackfillRequest request) throws InterruptedException {
        return new JobBackfill(runner, workspace.terminal(), read(file), request).run();
    }
}
