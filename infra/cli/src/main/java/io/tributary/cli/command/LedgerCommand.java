// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.ApproveStep;
import io.tributary.cli.step.FabricSteps;
import io.tributary.cli.step.LedgerSteps;
import io.tributary.cli.step.MirrorSteps;
import io.tributary.cli.step.ParameterStep;
import io.tributary.protocol.error.InvalidInputException;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary ledger …}. */
@Command(
        name = "ledger",
        header =
                "Look at the ledger, pay a deposit, change a parameter, approve what others put there, copy its log into a table; run a Fabric network for it.",
        subcommands = {
            LedgerCommand.Status.class,
            LedgerCommand.Deposit.class,
            LedgerCommand.Parameter.class,
            LedgerCommand.Approve.class,
            LedgerCommand.Mirror.class,
            LedgerNetworkCommands.Up.class,
            LedgerNetworkCommands.Down.class,
            LedgerNetworkCommands.Logs.class
        })
public final class LedgerCommand extends CommandGroup {

    /** {@code ledger status}. */
    @Command(
            name = "status",
            header = "Show organisations, threshold, log size and root, deposits and epochs.",
            footerHeading = "%nExample:%n",
            footer = "  tributary ledger status --json")
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
            description =
                    "%nA deposit counts once as many organisations as the parameter approvals.minimum says approved it. "
                            + "Those whose keys are in this key store do so at once.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary ledger deposit payer-1 250000000",
                "  tributary ledger deposit payer-1 250000000 --wait --org org2     org2's word alone; others approve it"
            })
    static final class Deposit extends StepCommand {
        @Parameters(index = "0", paramLabel = "PAYER", description = "Who pays.")
        private String payer;

        @Parameters(index = "1", paramLabel = "MICROS", description = "Amount in micro-units, > 0.")
        private long amountMicros;

        @Option(names = "--id", paramLabel = "ID", description = "Deposit id (default: the payer's next).")
        private String id;

        @Option(names = "--wait", description = "Approve as ORG alone and wait for the others.")
        private boolean wait;

        @Option(
                names = "--org",
                paramLabel = "ORG",
                defaultValue = "org1",
                description = "Whose word, with --wait (default: ${DEFAULT-VALUE}).")
        private String organisation;

        @Override
        Report run(Workspace workspace) throws Exception {
            LedgerSteps steps = new LedgerSteps(workspace);
            Optional<String> depositId = Optional.ofNullable(id);
            return wait
                    ? steps.offer(payer, amountMicros, depositId, organisation)
                    : steps.deposit(payer, amountMicros, depositId);
        }
    }

    /** {@code ledger parameter}. */
    @Command(
            name = "parameter",
            sortOptions = false,
            header = "Show the network's parameters, or give one another value.",
            description = {
                "%nA value holds from an epoch on that is neither proposed nor final; what was computed stays as it is. "
                        + "It counts once approvals.minimum organisations approved it; those whose keys are in this key store do so at once.%n",
                "  pay.rule                  how passages are paid: rows/v1 or bundles/v1 to bundles/v4",
                "  split.roles               basis points of a fee by role, as data=7000,host=1000,model=1500,platform=500",
                "  duplicates.rule           jaccard/v1 or exact/v1, for versions published from then on",
                "  duplicates.rule.DATANET   the same for one Datanet",
                "  repeats.rule              which passages repeat others: first-use/v2 (words in any order, too) or first-use/v1 (runs of words)",
                "  provenance.parts          what falls to words and label: text=7000,label=3000, likewise",
                "  heldout.minimum           fewest passages of a held-out set; makes each version need its own",
                "  model.floor-ppm           held-out passages in a million that a model gets right at least, or it serves no paid epoch",
                "  challenge.window-entries  log entries between an epoch's own and its claims",
                "  approvals.minimum         organisations that approve a parameter or a deposit%n"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary ledger parameter",
                "  tributary ledger parameter pay.rule bundles/v4",
                "  tributary ledger parameter pay.rule bundles/v4 --from-epoch 12 --org org2",
                "  tributary ledger parameter pay.rule bundles/v4 --wait         org1's word alone; others approve it"
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

        @Option(names = "--wait", description = "Approve as ORG alone and wait for the others.")
        private boolean wait;

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
            return step.append(
                    name, value, from, organisation, wait ? ParameterStep.Consent.WAIT : ParameterStep.Consent.AT_HAND);
        }
    }

    /** {@code ledger approve}. */
    @Command(
            name = "approve",
            sortOptions = false,
            header = "Approve an entry that another organisation recorded; without --org only show it.",
            description =
                    "%nParameters, deposits and refusals of models come into the log once enough organisations approved "
                            + "them. ENTRY is the leaf hash that 'ledger parameter --wait' and its like print.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary ledger approve 5f0c…e1              what it says, and who approved it",
                "  tributary ledger approve 5f0c…e1 --org org2   org2's approval"
            })
    static final class Approve extends StepCommand {
        @Parameters(index = "0", paramLabel = "ENTRY", description = "Leaf hash of the entry, 64 hex digits.")
        private String entry;

        @Option(names = "--org", paramLabel = "ORG", description = "Whose approval.")
        private String organisation;

        @Override
        Report run(Workspace workspace) throws Exception {
            ApproveStep step = new ApproveStep(workspace);
            return organisation == null ? step.show(entry) : step.approve(entry, organisation);
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
