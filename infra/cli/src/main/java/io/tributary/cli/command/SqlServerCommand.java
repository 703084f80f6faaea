// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.SqlServerSteps;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary sql-server …}. */
@Command(
        name = "sql-server",
        header = "Serve the tables over JDBC, read-only, with TLS and passwords.",
        subcommands = {SqlServerCommand.Up.class, SqlServerCommand.Down.class, SqlServerCommand.User.class})
public final class SqlServerCommand extends CommandGroup {

    /** {@code sql-server up}. */
    @Command(
            name = "up",
            sortOptions = false,
            header = "Serve until Ctrl-C or 'sql-server down'.",
            description =
                    "%nArrow Flight SQL on 127.0.0.1, in front of one Spark session that can't write. Only reading "
                            + "statements are taken; one that runs longer than sql-server.statement-timeout, or gives more rows than "
                            + "sql-server.rows-max, is ended. The first start makes a certificate and the user 'analyst'.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary sql-server up &",
                "  tributary sql-server up --port 0 --json      picks a free port and says which"
            })
    static final class Up extends StepCommand {
        @Option(
                names = "--port",
                paramLabel = "N",
                description = "Port on 127.0.0.1 (default: sql-server.port); 0 = a free one.")
        private Integer port;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new SqlServerSteps(workspace)
                    .serve(port == null ? OptionalInt.empty() : OptionalInt.of(port), workspace.terminal()::print);
        }
    }

    /** {@code sql-server down}. */
    @Command(name = "down", header = "End the server of this home folder.")
    static final class Down extends StepCommand {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new SqlServerSteps(workspace).down();
        }
    }

    /** {@code sql-server user}. */
    @Command(
            name = "user",
            sortOptions = false,
            header = "Add a user, or give one a new password; it is printed once and kept nowhere.",
            footerHeading = "%nExample:%n",
            footer = "  tributary sql-server user grace")
    static final class User extends StepCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "The user's name.")
        private String name;

        @Override
        Report run(Workspace workspace) {
            return new SqlServerSteps(workspace).user(name);
        }
    }
}
