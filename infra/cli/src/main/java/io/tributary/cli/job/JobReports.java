// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.job;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.scheduler.client.RunState;
import io.tributary.scheduler.client.TaskRun;
import io.tributary.scheduler.run.JobRun;
import io.tributary.scheduler.run.JobRunner;
import io.tributary.scheduler.run.Processes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is said of runs. */
final class JobReports {
    private JobReports() {}

    /** What a report is about. */
    enum Say {
        /** That a run is there; only one that ended badly already is no success. */
        STARTED,
        /** How a run ended. */
        OUTCOME
    }

    /** One line about a run. */
    static String line(JobRun run) {
        return run.workflow() + " " + run.key() + (run.id() == 0 ? "" : " #" + run.id()) + " "
                + run.state().word() + (run.attempts() > 1 ? ", started " + run.attempts() + " times" : "") + " "
                + run.startedAt() + (run.endedAt().isEmpty() ? "" : " to " + run.endedAt());
    }

    /** The same for programs. */
    static JsonObject json(JobRun run) {
        return JsonObject.nested()
                .put("workflow", run.workflow())
                .put("key", run.key())
                .put("id", run.id())
                .put("state", run.state().word())
                .put("startedAt", run.startedAt())
                .put("endedAt", run.endedAt())
                .put("attempts", run.attempts())
                .put(
                        "values",
                        run.values().entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .sorted()
                                .toList())
                .build();
    }

    static Report of(JobRun run, List<TaskRun> tasks, Say say) {
        return report(run, tasks, say, Optional.empty());
    }

    static Report of(JobRun run, List<TaskRun> tasks, Say say, JobRunner runner) {
        return report(run, tasks, say, Optional.of(runner));
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    private static Report report(JobRun run, List<TaskRun> tasks, Say say, Optional<JobRunner> runner) {
        List<String> lines = new ArrayList<>();
        lines.add(line(run));
        List<JsonObject> json = new ArrayList<>();
        for (TaskRun task : tasks) {
            List<String> made = runner.map(of -> made(of, run, task)).orElse(List.of());
            lines.add("  " + task.name() + " " + task.state().word()
                    + (task.retries() > 0 ? ", retry " + task.retries() : "")
                    + (made.isEmpty() ? "" : ", " + String.join(", ", made)));
            json.add(JsonObject.nested()
                    .put("name", task.name())
                    .put("state", task.state().word())
                    .put("retries", task.retries())
                    .put("made", made)
                    .build());
        }
        Optional<TaskRun> bad =
                tasks.stream().filter(task -> task.state() == RunState.FAILED).findFirst();
        // A server was seen to call a run a success in which a task had failed: its word alone is no proof.
        boolean good = run.state() == RunState.SUCCEEDED && bad.isEmpty();
        boolean no = run.state().ended() && !good;
        String reason = "run " + run.key() + " of " + run.workflow() + " "
                + (run.state() == RunState.SUCCEEDED
                        ? "is said to have succeeded"
                        : "is " + run.state().word())
                + bad.map(task -> ": task " + task.name() + " failed"
                                + runner.map(of -> lastError(of, run, task)).orElse(""))
                        .orElse("")
                + runner.flatMap(of -> of.doubt(run)).map(doubt -> "; " + doubt).orElse("");
        JsonObject whole =
                JsonObject.nested().put("run", json(run)).put("tasks", json).build();
        boolean done = say == Say.STARTED ? !no : good;
        return done ? Report.of(lines, whole) : new Report(lines, whole, ExitCode.NO, reason);
    }

    private static List<String> made(JobRunner runner, JobRun run, TaskRun task) {
        return runner.made(run, task.name()).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .toList();
    }

    /** The same report of a run that was not done by its deadline. */
    static Report late(Report report) {
        List<String> lines = new ArrayList<>(report.lines());
        lines.add("late: it ended after the deadline of its workflow");
        return new Report(lines, report.json(), report.exit(), report.reason());
    }

    private static String lastError(JobRunner runner, JobRun run, TaskRun task) {
        return JobSteps.log(runner, run, task).stream()
                .filter(line -> line.contains("error: "))
                .reduce((first, second) -> second)
                .map(line -> ": " + line.substring(line.indexOf("error: ") + "error: ".length()))
                .orElse("");
    }

    /** What is said of a run that was asked to end. */
    static Report cancelled(JobRun run, List<ProcessHandle> left) {
        String processes = Processes.visible()
                ? left.size() + " processes of it are left on this machine"
                : "whether a process of it is left can't be seen on this system";
        JsonObject json = JsonObject.nested()
                .put("run", json(run))
                .put("processesLeft", left.size())
                .put("looked", Processes.visible())
                .build();
        boolean clean = run.state().ended() && left.isEmpty();
        List<String> lines = List.of(line(run), processes);
        return clean
                ? Report.of(lines, json)
                : new Report(lines, json, ExitCode.NO, "run " + run.key() + " is not quite ended: " + processes);
    }
}
