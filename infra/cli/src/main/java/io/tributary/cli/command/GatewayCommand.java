// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.GatewaySteps;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tributary gateway …}. */
@Command(
        name = "gateway",
        header = "Take signed batches over HTTP, and promise in writing that they will be anchored.",
        subcommands = {GatewayCommand.Up.class, GatewayCommand.Down.class, GatewayCommand.Status.class})
public final class GatewayCommand extends CommandGroup {

    /** {@code gateway up}. */
    @Command(
            name = "up",
            sortOptions = false,
            header = "Serve until Ctrl-C or 'gateway down'.",
            description =
                    "%nPlain HTTP on 127.0.0.1. To serve others, set gateway.host, and gateway.tls.certificate and "
                            + "gateway.tls.key to PEM files; without these no other address is taken. A batch proves "
                            + "by its signature who sends it; what each contributor may send a day is gateway.bytes-per-day, "
                            + "gateway.items-per-day and gateway.files-per-day. A batch is answered when Kafka has it, with the "
                            + "gateway's signed promise that the ledger has it within gateway.include-within.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary gateway up &",
                "  tributary gateway up --port 0 --json       picks a free port and says which",
                "  curl http://127.0.0.1:32020/openapi.json   what it can be asked for"
            })
    static final class Up extends StepCommand {
        @Option(names = "--port", paramLabel = "N", description = "Port (default: gateway.port); 0 = a free one.")
        private Integer port;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new GatewaySteps(workspace)
                    .serve(port == null ? OptionalInt.empty() : OptionalInt.of(port), workspace.terminal()::print);
        }
    }

    /** {@code gateway down}. */
    @Command(
            name = "down",
            header = "End the gateway of this home folder.",
            footerHeading = "%nExample:%n",
            footer = "  tributary gateway down")
    static final class Down extends StepCommand {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new GatewaySteps(workspace).down();
        }
    }

    /** {@code gateway status}. */
    @Command(
            name = "status",
            header = "Show where the gateway listens, what it takes and what it has taken. Exit 1 if none runs.",
            footerHeading = "%nExample:%n",
            footer = "  tributary gateway status --json")
    static final class Status extends StepCommand {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new GatewaySteps(workspace).status();
        }
    }
}
