// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Home;
import io.tributary.cli.Report;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.scheduler.run.Outcomes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** The row that a command writes into the status table of jobs when it is a step of one; nothing where it is none. */
final class JobStepRow {
    private static final List<String> TOLD = List.of(
            "epoch",
            "recordHash",
            "receiptsRoot",
            "receipts",
            "modelId",
            "version",
            "root",
            "datasetRoot",
            "state",
            "agrees");

    private final Outcomes outcomes;
    private final Clock clock;
    private final String run;
    private final String task;
    private final Instant began;

    private JobStepRow(Outcomes outcomes, Clock clock, String run, String task) {
        this.outcomes = outcomes;
        this.clock = clock;
        this.run = run;
        this.task = task;
        this.began = clock.instant();
    }

    /** Begins a row of the run and task that a job's script names. */
    static JobStepRow begin(Home home) {
        return begin(new Outcomes(home.outcomes()), Clock.systemUTC(), System.getenv());
    }

    static JobStepRow begin(Outcomes outcomes, Clock clock, Map<String, String> environment) {
        JobStepRow row = new JobStepRow(
                outcomes,
                clock,
                environment.getOrDefault("TRIBUTARY_RUN", ""),
                environment.getOrDefault("TRIBUTARY_TASK", ""));
        row.outcomes.begin(row.run, row.task, row.began);
        return row;
    }

    /** Does the step and writes how it ended. */
    Report around(Callable<Report> step) throws Exception {
        try {
            Report report = step.call();
            end(report.exit().number(), made(report.json()));
            return report;
        } catch (TributaryException e) {
            end(e.exitCode(), Map.of());
            throw e;
        } catch (Exception e) {
            end(ExitCode.DEFECT.number(), Map.of());
            throw e;
        }
    }

    private void end(int exit, Map<String, String> made) {
        outcomes.end(run, task, began, clock.instant(), exit, made);
    }

    private static Map<String, String> made(JsonObject json) {
        Map<String, String> made = new TreeMap<>();
        for (String name : TOLD) {
            text(json, name).ifPresent(text -> made.put(name, text));
        }
        return made;
    }

    private static Optional<String> text(JsonObject json, String name) {
        try {
            return json.has(name) ? Optional.of(json.text(name)) : Optional.empty();
        } catch (InvalidInputException e) {
            // Of this command it is something bigger.
            return Optional.empty();
        }
    }
}
