// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.bench;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import io.tributary.cli.step.SqlServerEngine;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long the seven statements of an analyst take, warm.
 *
 * @param workspace a home folder whose lake has a closed epoch
 * @param engine what answers
 * @param runs how often each statement is asked
 */
public record BenchSql(Workspace workspace, SqlServerEngine engine, int runs) {
    private static final String MAIN = "io.tributary.sqlserver.bench.SqlBench";
    private static final String MEASURED = "measured ";
    private static final int RUNS_MAX = 1000;
    private static final List<String> NAMES = List.of(
            "who was paid",
            "a version",
            "changes",
            "scores of an answer",
            "checked payouts",
            "pay by licence",
            "lineage gaps");

    /** Requires a sensible number of runs. */
    public BenchSql {
        if (runs < 1 || runs > RUNS_MAX) {
            throw new InvalidInputException("runs is " + runs + ", want 1 to " + RUNS_MAX);
        }
    }

    /** Measures. */
    public Report run() throws InterruptedException {
        Engines.Task task = new Engines.Task(
                "sql-bench",
                EngineModule.SQL_SERVER,
                MAIN,
                engine.options(workspace),
                List.of(
                        "--config",
                        workspace.configurationFile().toString(),
                        "--home",
                        workspace.home().folder().toString(),
                        "--engine",
                        engine.word(),
                        "--runs",
                        Integer.toString(runs)));
        List<String> lines = new ArrayList<>();
        List<JsonObject> statements = new ArrayList<>();
        workspace.terminal().progress("starting " + engine.word());
        workspace.engines().run(task, workspace.terminal()::progress, line -> {
            if (line.startsWith(MEASURED)) {
                String[] parts = line.substring(MEASURED.length()).split(" ", -1);
                String name = NAMES.get(Integer.parseInt(parts[0]) - 1);
                long medianMicros = Long.parseLong(parts[1]);
                long slowestMicros = Long.parseLong(parts[2]);
                lines.add(String.format(
                        Locale.ROOT,
                        "%-20s median %8.1f ms, slowest %8.1f ms",
                        name,
                        medianMicros / 1e3,
                        slowestMicros / 1e3));
                statements.add(JsonObject.nested()
                        .put("statement", name)
                        .put("medianMicros", medianMicros)
                        .put("slowestMicros", slowestMicros)
                        .build());
            }
        });
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("engine", engine.word())
                        .put("runs", runs)
                        .put("statements", statements)
                        .build());
    }
}
