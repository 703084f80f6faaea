// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.GatewaySteps;
import io.tributary.cli.step.InviteStep;
import java.nio.file.Path;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary gateway …}. */
@Command(
        name = "gateway",
        header = "Take signed batches over HTTP, and promise in writing that they will be anchored.",
        subcommands = {
            GatewayCommand.Up.class,
            GatewayCommand.Down.class,
            GatewayCommand.Status.class,
            GatewayCommand.Invite.class
        })
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

    /** {@code gateway invite}. */
    @Command(
            name = "invite",
            sortOptions = false,
            header = "Register a contributor, and give him a file with which he sends from a machine of his own.",
            description =
                    "%nThe file holds his signing key, the key that his texts are sealed with, and whose gateways he "
                            + "is to believe. Whoever has it can send in his name; only its owner can read it. With it "
                            + "'tributary contribute' needs no home folder. Invited again, he gets the same keys.%n",
            footerHeading = "%nExample:%n",
            footer = {
                "  tributary gateway invite speeches ann --out ann.invitation",
                "  tributary contribute speeches mine.jsonl --via http://127.0.0.1:32020 --invitation ann.invitation"
            })
    static final class Invite extends StepCommand {
        @Parameters(index = "0", paramLabel = "DATANET", description = "Where he may send to.")
        private String slug;

        @Parameters(index = "1", paramLabel = "CONTRIBUTOR", description = "His name in the network.")
        private String contributor;

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to make.")
        private Path out;

        @Override
        Report run(Workspace workspace) {
            return new InviteStep(workspace).invite(slug, contributor, out);
        }
    }
}
