// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.ExplainStep;
import io.tributary.cli.step.PayoutSteps;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary payout …}. */
@Command(
        name = "payout",
        header = "What was earned, why, the proof of it, and the claim.",
        subcommands = {
            PayoutCommand.ListAll.class,
            PayoutCommand.Explain.class,
            PayoutCommand.Proof.class,
            PayoutCommand.Claim.class
        })
public final class PayoutCommand extends CommandGroup {

    /** {@code payout list}. */
    @Command(
            name = "list",
            sortOptions = false,
            header = "List payouts, largest first. Amounts are micro-units.",
            footerHeading = "%nExample:%n",
            footer = "  tributary payout list --epoch 1")
    static final class ListAll extends StepCommand {
        @Option(names = "--epoch", paramLabel = "E", description = "Only this epoch.")
        private Long epoch;

        @Option(names = "--payee", paramLabel = "P", description = "Only this payee.")
        private String payee;

        @Override
        Report run(Workspace workspace) throws Exception {
            OptionalLong number = epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch);
            return new PayoutSteps(workspace).list(number, Optional.ofNullable(payee));
        }
    }

    /** {@code payout explain}. */
    @Command(
            name = "explain",
            sortOptions = false,
            header = "Show the passages behind one answer, or the answers behind one payee's pay.",
            description =
                    "%nEach passage comes with the whole numbers that multiply to its part of the fee: its score, capped "
                            + "as its model says; its factor, which is the scale times the standing of its bundles that are paid; "
                            + "and the weight of all passages together. A passage that helped and earns nothing says why. "
                            + "'--json' has every term, '--top 1000000' every passage that the amounts are made of.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary payout explain 9f21…                       one receipt: passages and their shares of the fee",
                "  tributary payout explain --epoch 1 --payee p-…       one payee: the answers that paid him most"
            })
    static final class Explain extends StepCommand {
        @ArgGroup(multiplicity = "1")
        private What what;

        static final class What {
            @Parameters(
                    index = "0",
                    arity = "0..1",
                    paramLabel = "RECEIPT",
                    description = "Receipt id, or an unambiguous start of one.")
            private String receipt;

            @ArgGroup(exclusive = false)
            private PayeeOfEpoch payee;
        }

        static final class PayeeOfEpoch {
            @Option(names = "--epoch", paramLabel = "E", required = true, description = "The epoch.")
            private long epoch;

            @Option(names = "--payee", paramLabel = "P", required = true, description = "The payee, or a contributor.")
            private String payee;
        }

        @Option(
                names = "--top",
                paramLabel = "N",
                defaultValue = "10",
                description = "How many rows to show (default: ${DEFAULT-VALUE}).")
        private int top;

        @Override
        Report run(Workspace workspace) throws Exception {
            ExplainStep step = new ExplainStep(workspace);
            return what.receipt != null
                    ? step.receipt(what.receipt, top)
                    : step.payee(what.payee.epoch, what.payee.payee, top);
        }
    }

    /** {@code payout proof}. */
    @Command(
            name = "proof",
            sortOptions = false,
            header = "Write the proof of one payout to a file, and the policy to check it against.",
            description = "%nThe proof leads from the payout leaf over the payouts root and the epoch record to the "
                    + "organisations' signatures. The policy holds their keys and how many must agree; get it from "
                    + "somebody you trust, a proof never brings its own keys.%n",
            footerHeading = "%nExample:%n",
            footer = {
                "  tributary payout proof grover-cleveland --epoch 1 -o proof.json --policy-out policy.json",
                "  tributary verify proof.json --policy policy.json"
            })
    static final class Proof extends StepCommand {
        @Parameters(index = "0", paramLabel = "PAYEE", description = "Payee or contributor.")
        private String payee;

        @Option(names = "--epoch", paramLabel = "E", required = true, description = "The epoch.")
        private long epoch;

        @Option(
                names = {"-o", "--out"},
                paramLabel = "FILE",
                required = true,
                description = "Where the proof goes.")
        private Path out;

        @Option(
                names = "--policy-out",
                paramLabel = "FILE",
                description = "Where the policy goes (default: not written).")
        private Path policy;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new PayoutSteps(workspace).proof(payee, epoch, out, Optional.ofNullable(policy));
        }
    }

    /** {@code payout claim}. */
    @Command(
            name = "claim",
            header = "Claim the payouts of one payee with his payout key. Exit 4 if claimed before.",
            footerHeading = "%nExample:%n",
            footer = "  tributary payout claim grover-cleveland --epoch 1")
    static final class Claim extends StepCommand {
        @Parameters(index = "0", paramLabel = "PAYEE", description = "Payee or contributor.")
        private String payee;

        @Option(names = "--epoch", paramLabel = "E", required = true, description = "The epoch.")
        private long epoch;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new PayoutSteps(workspace).claim(payee, epoch);
        }
    }
}
