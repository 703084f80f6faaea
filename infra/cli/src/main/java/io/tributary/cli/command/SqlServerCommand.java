// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.SqlServerEngine;
import io.tributary.cli.step.SqlServerSteps;
import io.tributary.tables.Entitlement;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary sql-server …}. */
@Command(
        name = "sql-server",
        header = "Serve the tables over JDBC, read-only, with TLS and passwords.",
        subcommands = {
            SqlServerCommand.Up.class,
            SqlServerCommand.Status.class,
            SqlServerCommand.Down.class,
            SqlServerCommand.User.class,
            SqlServerCommand.Grant.class,
            SqlServerCommand.Revoke.class
        })
public final class SqlServerCommand extends CommandGroup {

    /** {@code sql-server up}. */
    @Command(
            name = "up",
            sortOptions = false,
            header = "Serve until Ctrl-C or 'sql-server down'.",
            description =
                    "%nArrow Flight SQL on 127.0.0.1, in front of one Spark session that can't write. Only reading "
                            + "statements are taken; one that takes longer than sql-server.statement-timeout, or gives more than "
                            + "sql-server.rows-max rows or sql-server.bytes-max bytes, is ended. Statements that nothing can end "
                            + "keep a core each; when they keep all, the server starts again by itself. The first start makes a certificate and the user 'analyst'.%n"
                            + "%n--engine trino starts Trino 476 over the same tables instead, for many users at a time. It needs a "
                            + "JDK 24 or newer, the catalog on PostgreSQL ('tributary lake move') and a role there that can only "
                            + "read: sql-server.trino.catalog-user and -password. The first start fetches it by Maven, 821 MB.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary sql-server up &",
                "  tributary sql-server up --port 0 --json      picks a free port and says which",
                "  tributary sql-server up --engine trino &"
            })
    static final class Up extends StepCommand {
        @Option(
                names = "--port",
                paramLabel = "N",
                description = "Port on 127.0.0.1 (default: sql-server.port); 0 = a free one.")
        private Integer port;

        @Option(
                names = "--engine",
                paramLabel = "ENGINE",
                defaultValue = "embedded",
                description = "What answers: embedded or trino (default: ${DEFAULT-VALUE}).")
        private String engine;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new SqlServerSteps(workspace)
                    .serve(
                            SqlServerEngine.of(engine),
                            port == null ? OptionalInt.empty() : OptionalInt.of(port),
                            workspace.terminal()::print);
        }
    }

    /** {@code sql-server status}. */
    @Command(
            name = "status",
            header = "Whether a server of this home folder runs, and where.",
            footerHeading = "%nExample:%n",
            footer = "  tributary sql-server status --json")
    static final class Status extends StepCommand {
        @Override
        Report run(Workspace workspace) {
            return new SqlServerSteps(workspace).status();
        }
    }

    /** {@code sql-server down}. */
    @Command(
            name = "down",
            header = "End the server of this home folder.",
            footerHeading = "%nExample:%n",
            footer = "  tributary sql-server down")
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
            description =
                    "%nA user of an organisation sees its Datanets, its contributors and their payees, what 'sql-server grant' "
                            + "adds, and nothing else: in tables, views and older versions alike. A new user without an organisation "
                            + "sees everything; one who is there keeps seeing what he saw when he gets a new password.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary sql-server user grace",
                "  tributary sql-server user bob --organisation org2",
                "  tributary sql-server user bob                  gives bob a new password, and no more to see"
            })
    static final class User extends StepCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "The user's name.")
        private String name;

        @ArgGroup
        private Rows rows;

        @Override
        Report run(Workspace workspace) {
            return new SqlServerSteps(workspace)
                    .user(name, Optional.ofNullable(rows).map(Rows::sight));
        }
    }

    /** Which rows a user sees. */
    static final class Rows {
        @Option(
                names = "--organisation",
                required = true,
                paramLabel = "ORG",
                description = "Whose rows alone the user sees.")
        private String organisation;

        @Option(names = "--everything", required = true, description = "The user sees the rows of all.")
        private boolean everything;

        SqlServerSteps.Sight sight() {
            return new SqlServerSteps.Sight(everything ? Optional.empty() : Optional.of(organisation));
        }
    }

    /** What is granted or revoked. */
    static final class Right {
        @Option(
                names = "--datanet",
                required = true,
                paramLabel = "DATANET",
                description = "A Datanet, with all its rows.")
        private String datanet;

        @Option(names = "--payee", required = true, paramLabel = "PAYEE", description = "A payee, with what it earns.")
        private String payee;

        Entitlement of(String organisation) {
            return datanet == null
                    ? new Entitlement(organisation, Entitlement.Kind.PAYEE, payee)
                    : new Entitlement(organisation, Entitlement.Kind.DATANET, datanet);
        }
    }

    /** {@code sql-server grant}. */
    @Command(
            name = "grant",
            sortOptions = false,
            header = "Let the users of an organisation see what is not its own.",
            footerHeading = "%nExample:%n",
            footer = "  tributary sql-server grant org2 --datanet speeches")
    static final class Grant extends StepCommand {
        @Parameters(index = "0", paramLabel = "ORG", description = "The organisation.")
        private String organisation;

        @ArgGroup(multiplicity = "1")
        private Right right;

        @Override
        Report run(Workspace workspace) {
            return new SqlServerSteps(workspace).grant(right.of(organisation));
        }
    }

    /** {@code sql-server revoke}. */
    @Command(
            name = "revoke",
            sortOptions = false,
            header = "Take back what 'sql-server grant' gave; the next statement no longer sees it.",
            footerHeading = "%nExample:%n",
            footer = "  tributary sql-server revoke org2 --datanet speeches")
    static final class Revoke extends StepCommand {
        @Parameters(index = "0", paramLabel = "ORG", description = "The organisation.")
        private String organisation;

        @ArgGroup(multiplicity = "1")
        private Right right;

        @Override
        Report run(Workspace workspace) {
            return new SqlServerSteps(workspace).revoke(right.of(organisation));
        }
    }
}
