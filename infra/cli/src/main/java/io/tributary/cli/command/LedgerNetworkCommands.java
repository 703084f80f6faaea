// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.FabricSteps;
import io.tributary.tables.SecretSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary ledger up|down|logs}. */
final class LedgerNetworkCommands {
    private LedgerNetworkCommands() {}

    /** {@code ledger up}. */
    @Command(
            name = "up",
            header = "Start a Fabric network on this machine, or what of it does not run.",
            description =
                    "%nOne ordering node, three organisations with a peer and a chaincode service each, TLS, without containers, from "
                            + "Hyperledger Fabric's programs on PATH or in the folder that ledger.fabric.bin names. It may be "
                            + "repeated; blocks and keys stay. The ledger uses it when ledger.kind is fabric.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary ledger up")
    static final class Up extends StepCommand {
        @Override
        Workspace open(GlobalOptions global, Terminal terminal) {
            return Workspace.openOrCreate(global.home(), global.config(), terminal, SecretSource.random());
        }

        @Override
        Report run(Workspace workspace) throws Exception {
            return new FabricSteps(workspace).up();
        }
    }

    /** {@code ledger down}. */
    @Command(
            name = "down",
            header = "Stop the Fabric network; its blocks and keys stay.",
            footerHeading = "%nExample:%n",
            footer = "  tributary ledger down")
    static final class Down extends StepCommand {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new FabricSteps(workspace).down();
        }
    }

    /** {@code ledger logs}. */
    @Command(
            name = "logs",
            sortOptions = false,
            header = "Show the end of the log of one of the network's processes.",
            footerHeading = "%nExample:%n",
            footer = "  tributary ledger logs org2-chaincode --lines 100")
    static final class Logs extends StepCommand {
        @Parameters(
                index = "0",
                paramLabel = "PROCESS",
                description = "orderer, an organisation (its peer), or <organisation>-chaincode.")
        private String process;

        @Option(
                names = "--lines",
                paramLabel = "N",
                defaultValue = "40",
                description = "How many (default: ${DEFAULT-VALUE}).")
        private int lines;

        @Override
        Report run(Workspace workspace) {
            return new FabricSteps(workspace).logs(process, lines);
        }
    }
}
