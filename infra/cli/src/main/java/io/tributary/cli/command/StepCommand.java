// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that does one step in a workspace and prints its report. */
abstract class StepCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions options;

    /** Does the step. */
    abstract Report run(Workspace workspace) throws Exception;

    /** What it does without any home folder; empty if it needs one. */
    Optional<Report> runElsewhere(Terminal terminal) throws Exception {
        return Optional.empty();
    }

    /** Opens the workspace; commands that may make a new home override this. */
    Workspace open(GlobalOptions global, Terminal terminal) {
        return Workspace.open(global.home(), global.config(), terminal);
    }

    @Override
    public final Integer call() throws Exception {
        Terminal terminal = new Terminal(System.out, System.err, options.format());
        Optional<Report> elsewhere = runElsewhere(terminal);
        if (elsewhere.isPresent()) {
            terminal.print(elsewhere.get());
            return elsewhere.get().exit().number();
        }
        try (Workspace workspace = open(options, terminal)) {
            JobStepRow row = JobStepRow.begin(workspace.home());
            Report report = row.around(() -> run(workspace));
            terminal.print(report);
            return report.exit().number();
        }
    }
}
