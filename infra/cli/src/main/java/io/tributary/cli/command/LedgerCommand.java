// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.FabricSteps;
import io.tributary.cli.step.LedgerSteps;
import io.tributary.cli.step.MirrorSteps;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary ledger …}. */
@Command(
        name = "ledger",
        header = "Look at the ledger, pay a deposit, copy its log into a table; run a Fabric network for it.",
        subcommands = {
            LedgerCommand.Status.class,
            LedgerCommand.Deposit.class,
            LedgerCommand.Mirror.class,
            LedgerNetworkCommands.Up.class,
            LedgerNetworkCommands.Down.class,
            LedgerNetworkCommands.Logs.class
        })
public final class LedgerCommand extends CommandGroup {

    /** {@code ledger status}. */
    @Command(name = "status", header = "Show organisations, threshold, log size and root, deposits and epochs.")
    static final class Status extends StepCommand {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new FabricSteps(workspace).statusWith(new LedgerSteps(workspace)::status);
        }
    }

    /** {@code ledger deposit}. */
    @Command(
            name = "deposit",
            sortOptions = false,
            header = "Put money in, before answers can be paid from it.",
            footerHeading = "%nExample:%n",
            footer = "  tributary ledger deposit payer-1 250000000")
    static final class Deposit extends StepCommand {
        @Parameters(index = "0", paramLabel = "PAYER", description = "Who pays.")
        private String payer;

        @Parameters(index = "1", paramLabel = "MICROS", description = "Amount in micro-units, > 0.")
        private long amountMicros;

        @Option(names = "--id", paramLabel = "ID", description = "Deposit id (default: the payer's next).")
        private String id;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new LedgerSteps(workspace).deposit(payer, amountMicros, java.util.Optional.ofNullable(id));
        }
    }

    /** {@code ledger mirror}. */
    @Command(
            name = "mirror",
            sortOptions = false,
            header = "Copy the ledger's log into the table ledger.log and check its root.",
            description =
                    "%nThe listener's position is committed with the entries: it may be killed and started again at any "
                            + "moment, nothing is lost and nothing is there twice.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary ledger mirror --follow")
    static final class Mirror extends StepCommand {
        @Option(names = "--follow", description = "Go on with every entry as it comes, until the command is ended.")
        private boolean follow;

        @Override
        Report run(Workspace workspace) throws Exception {
            MirrorSteps steps = new MirrorSteps(workspace);
            return follow ? steps.follow() : steps.once();
        }
    }
}
