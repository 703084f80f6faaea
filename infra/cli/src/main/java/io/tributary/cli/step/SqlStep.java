// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Workspace;
import io.tributary.cli.process.ChildEnd;
import io.tributary.cli.process.ChildJvm;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import java.util.ArrayList;
import java.util.List;

/** Asks the tables in a Spark process of its own. */
public final class SqlStep {
    private static final String MAIN = "io.tributary.pipelines.SqlJob";

    private final Workspace workspace;

    /** Works in this workspace. */
    public SqlStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Runs a reading statement and prints its rows; returns the exit status. */
    public int ask(String query, String format) throws InterruptedException {
        return run(query, format, List.of());
    }

    /** Runs a maintenance procedure and prints what it did; returns the exit status. */
    public int maintain(String call, String format) throws InterruptedException {
        return run(call, format, List.of("--maintenance"));
    }

    private int run(String query, String format, List<String> more) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "--config",
                workspace.configurationFile().toString(),
                "--home",
                workspace.home().folder().toString(),
                "--query",
                query,
                "--format",
                format));
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
