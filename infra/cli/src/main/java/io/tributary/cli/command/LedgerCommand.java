// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.FabricSteps;
import io.tributary.cli.step.LedgerSteps;
import io.tributary.cli.step.MirrorSteps;
import io.tributary.cli.step.ParameterStep;
import io.tributary.protocol.error.InvalidInputException;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary ledger …}. */
@Command(
        name = "ledger",
        header =
                "Look at the ledger, pay a deposit, change a parameter, copy its log into a table; run a Fabric network for it.",
        subcommands = {
            LedgerCommand.Status.class,
            LedgerCommand.Deposit.class,
            LedgerCommand.Parameter.class,
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

    /** {@code ledger parameter}. */
    @Command(
            name = "parameter",
            sortOptions = false,
            header = "Show the network's parameters, or give one another value.",
            description = {
                "%nA value holds from an epoch on that is neither proposed nor final; what was computed stays as it is.%n",
                "  pay.rule                  how passages are paid: rows/v1, bundles/v1 or bundles/v2",
                "  split.roles               basis points of a fee by role, as data=7000,host=1000,model=1500,platform=500",
                "  duplicates.rule           jaccard/v1 or exact/v1, for versions published from then on",
                "  duplicates.rule.DATANET   the same for one Datanet",
                "  repeats.rule              which passages repeat others: first-use/v1 (runs of words) or first-use/v2 (words besides)",
                "  provenance.parts          what falls to words and label: text=7000,label=3000, likewise",
                "  heldout.minimum           fewest passages of a held-out set; makes each version need its own",
                "  challenge.window-entries  log entries between an epoch's own and its claims%n"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary ledger parameter",
                "  tributary ledger parameter pay.rule bundles/v2",
                "  tributary ledger parameter pay.rule bundles/v2 --from-epoch 12 --org org2"
            })
    static final class Parameter extends StepCommand {
        @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The parameter; none shows all.")
        private String name;

        @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "Its new value.")
        private String value;

        @Option(
                names = "--from-epoch",
                paramLabel = "N",
                description = "First epoch that goes by it (default: the first that is open).")
        private Long fromEpoch;

        @Option(
                names = "--org",
                paramLabel = "ORG",
                defaultValue = "org1",
                description = "In whose name (default: ${DEFAULT-VALUE}).")
        private String organisation;

        @Override
        Report run(Workspace workspace) throws Exception {
            ParameterStep step = new ParameterStep(workspace);
            if (name == null) {
                return step.list();
            }
            if (value == null) {
                throw new InvalidInputException("parameter " + name + " is given without a value; write NAME VALUE");
            }
            OptionalLong from = fromEpoch == null ? OptionalLong.empty() : OptionalLong.of(fromEpoch);
            return step.append(name, value, from, organisation);
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
