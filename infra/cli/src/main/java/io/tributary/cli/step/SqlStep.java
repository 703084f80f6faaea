// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Workspace;
import io.tributary.cli.process.ChildEnd;
import io.tributary.cli.process.ChildJvm;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Asks the tables in a Spark process of its own. */
public final class SqlStep {
    private static final String MAIN = "io.tributary.pipelines.SqlJob";

    private final Workspace workspace;

    /** Works in this workspace. */
    public SqlStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * A question.
     *
     * @param query the statement; empty for the one of {@code pinned}
     * @param format table, jsonl, csv or parquet
     * @param out file for the rows; empty for standard output
     * @param pin file to write what the result stood on
     * @param pinned such a file, to stand on
     */
    public record Question(
            Optional<String> query, String format, Optional<Path> out, Optional<Path> pin, Optional<Path> pinned) {
        /** Checks that nothing is missing. */
        public Question {
            Objects.requireNonNull(query, "query");
            Objects.requireNonNull(format, "format");
        }
    }

    /** Asks and prints the rows; returns the exit status. */
    public int ask(Question question) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--format", question.format()));
        question.query().ifPresent(query -> arguments.addAll(List.of("--query", query)));
        add(arguments, "--out", question.out());
        add(arguments, "--pin", question.pin());
        add(arguments, "--pinned", question.pinned());
        // The job opens the catalog read-only, so it must be there, with every view.
        workspace.lake();
        return run(arguments);
    }

    private static void add(List<String> arguments, String option, Optional<Path> file) {
        file.ifPresent(
                path -> arguments.addAll(List.of(option, path.toAbsolutePath().toString())));
    }

    /** Runs maintenance procedures one after the other and prints what each did; returns the exit status. */
    public int maintain(List<String> calls, String format) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--format", format, "--maintenance"));
        calls.forEach(call -> arguments.addAll(List.of("--query", call)));
        return run(arguments);
    }

    private int run(List<String> more) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "--config",
                workspace.configurationFile().toString(),
                "--home",
                workspace.home().folder().toString()));
        arguments.addAll(more);
        Engines.Task task = new Engines.Task(
                "sql", EngineModule.PIPELINES, MAIN, SparkJobs.options(workspace, SparkJobs.Work.LIGHT), arguments);
        try (ChildJvm child = workspace.engines().start(task, progress -> {}, workspace.terminal()::line)) {
            ChildEnd end = child.await();
            Engines.requireSuccess(end);
            return 0;
        }
    }
}
