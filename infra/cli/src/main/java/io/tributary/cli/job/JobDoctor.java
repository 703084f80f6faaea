// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.job;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.scheduler.client.SchedulerClient;
import io.tributary.scheduler.run.Processes;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Looks at what jobs need: a scheduler, a token, workers, and what tasks use on a worker. */
public final class JobDoctor {
    private final List<String> lines = new ArrayList<>();
    private final List<JsonObject> json = new ArrayList<>();
    private final Configuration configuration;

    private JobDoctor(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Checks; exit 3 if something lacks. */
    public static Report check(Configuration configuration) {
        JobDoctor doctor = new JobDoctor(configuration);
        String group = configuration.text(Key.SCHEDULER_WORKER_GROUP);
        doctor.look("scheduler", () -> "the token is that of " + doctor.client().user());
        doctor.look("worker group", () -> {
            List<String> groups = doctor.client().workerGroups();
            if (!groups.contains(group)) {
                throw new InvalidInputException("no group " + group + ", there is " + groups);
            }
            return group;
        });
        doctor.look("project", () -> {
            String project = configuration.text(Key.SCHEDULER_PROJECT);
            return doctor.client().project(project).isPresent() ? project : project + " (will be made)";
        });
        doctor.look("setpriv here", () -> onPath("setpriv", "install util-linux: without it a stopped task lives on"));
        doctor.look("pstree here", () -> onPath("pstree", "install psmisc: the worker ends tasks with it"));
        doctor.look(
                "processes here",
                () -> Processes.visible() ? "can be seen" : "can't be seen: cancel can't tell whether all are gone");
        return doctor.report();
    }

    private SchedulerClient client() {
        return JobPlace.client(configuration);
    }

    private static String onPath(String program, String advice) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path file = Path.of(folder).resolve(program);
            if (Files.isExecutable(file)) {
                return file.toString();
            }
        }
        throw new InvalidInputException("not on PATH; " + advice);
    }

    private void look(String what, Supplier<String> finding) {
        try {
            note(what, finding.get(), "ok    ");
        } catch (TributaryException e) {
            note(what, String.valueOf(e.getMessage()), "LACKS ");
        }
    }

    private void note(String what, String finding, String verdict) {
        lines.add(verdict + what + ": " + finding);
        json.add(JsonObject.nested()
                .put("name", what)
                .put("passed", verdict.startsWith("ok"))
                .put("finding", finding)
                .build());
    }

    private Report report() {
        List<String> lacking =
                lines.stream().filter(line -> line.startsWith("LACKS")).toList();
        JsonObject whole = JsonObject.nested()
                .put("healthy", lacking.isEmpty())
                .put("checks", json)
                .build();
        return lacking.isEmpty()
                ? Report.of(lines, whole)
                : new Report(lines, whole, ExitCode.UNAVAILABLE, lacking.get(0));
    }
}
