// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.AttestStep;
import io.tributary.cli.step.DisputeSteps;
import io.tributary.cli.step.EpochSteps;
import io.tributary.cli.step.ReviewStep;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of {@code tributary epoch} that an organisation of the network does in its own name. */
final class EpochMemberCommands {
    private EpochMemberCommands() {}

    /** A verb on one epoch that any organisation can do with the same effect. */
    abstract static class AnyMember extends EpochCommand.OneEpoch {
        @Option(
                names = "--org",
                paramLabel = "ORG",
                defaultValue = "org1",
                description = "In whose name (default: ${DEFAULT-VALUE}).")
        String organisation;
    }

    /** A verb on one epoch that binds the organisation that does it. */
    abstract static class OneMember extends EpochCommand.OneEpoch {
        @Option(names = "--org", paramLabel = "ORG", required = true, description = "In whose name.")
        String organisation;
    }

    /** {@code epoch propose}. */
    @Command(
            name = "propose",
            header = "Put the epoch record on the ledger for the organisations to attest.",
            footerHeading = "%nExample:%n",
            footer = "  tributary epoch propose 2")
    static final class Propose extends AnyMember {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new EpochSteps(workspace).propose(epoch, organisation);
        }
    }

    /** {@code epoch review}. */
    @Command(
            name = "review",
            sortOptions = false,
            header = "Recompute a proposed epoch and show what an organisation would put its name to. Signs nothing.",
            description = "%nShows state, roots and sums as recomputed and as proposed, whose pay changes most against "
                    + "the epoch before, and the first row of the organisation's copy of the reward tables that differs "
                    + "from what was recomputed. Exit 1 if anything differs.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary epoch review 1 --org org2")
    static final class Review extends OneMember {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new ReviewStep(workspace).review(epoch, organisation);
        }
    }

    /** {@code epoch attest}. */
    @Command(
            name = "attest",
            sortOptions = false,
            header = "Recompute the epoch in this process and sign what was found, equal or not.",
            description = "%nThere is no way to sign without having recomputed. Exit 1 if what was found differs from "
                    + "the proposal; the differing attestation is on the ledger then. Exit 1, and nothing is signed, if "
                    + "the proposal is right and the organisation's own copy of the reward tables is not: the branch of "
                    + "its name in rewards.payouts and rewards.shares, else their main rows.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary epoch attest 1 --org org2")
    static final class Attest extends OneMember {
        @Option(names = "--key", paramLabel = "FILE", description = "Its key file (default: the one in the key store).")
        private Path key;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new AttestStep(workspace).attest(epoch, organisation, Optional.ofNullable(key));
        }
    }

    /** {@code epoch finalise}. */
    @Command(
            name = "finalise",
            header = "Make the epoch final when enough equal attestations are there, and open its claims.",
            footerHeading = "%nExample:%n",
            footer = "  tributary epoch finalise 2")
    static final class Finalise extends AnyMember {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new EpochSteps(workspace).finalise(epoch, organisation);
        }
    }

    /** {@code epoch challenge}. */
    @Command(
            name = "challenge",
            sortOptions = false,
            header = "Look for what is wrong with a final epoch and challenge it with the evidence.",
            description =
                    "%nFirst what Merkle proofs alone show, which the contract decides at once; then every share and "
                            + "payout, recomputed, which organisations decide with 'epoch verdict'. Exit 1, and nothing is "
                            + "submitted, if nothing is wrong. The evidence shows payees and amounts: it goes to a file and to "
                            + "the organisations, the ledger keeps its salted hash.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary epoch challenge 1 --org org3 -o evidence.json",
                "  tributary epoch challenge 1 --org org3 --payee ann --receipt 9f21 -o evidence.json"
            })
    static final class Challenge extends OneMember {
        @ArgGroup
        private What what;

        @Option(
                names = {"-o", "--out"},
                paramLabel = "EVIDENCE",
                required = true,
                description = "File for the evidence.")
        private Path out;

        static final class What {
            @ArgGroup(exclusive = false)
            private ShareOf share;

            @Option(names = "--payout", paramLabel = "P", description = "Look only at this payee's payouts.")
            private String payout;

            @Option(names = "--structural", description = "Look only at what Merkle proofs alone show.")
            private boolean structural;
        }

        static final class ShareOf {
            @Option(
                    names = "--payee",
                    paramLabel = "P",
                    required = true,
                    description = "Look only at this payee's shares …")
            private String payee;

            @Option(
                    names = "--receipt",
                    paramLabel = "ID",
                    required = true,
                    description = "… of this receipt, or of those whose ids start so.")
            private String receipt;
        }

        @Override
        Report run(Workspace workspace) throws Exception {
            DisputeSteps step = new DisputeSteps(workspace);
            if (what != null && what.share != null) {
                return step.challengeShare(epoch, organisation, what.share.payee, what.share.receipt, out);
            }
            if (what != null && what.payout != null) {
                return step.challengePayout(epoch, organisation, what.payout, out);
            }
            boolean structural = what != null && what.structural;
            return step.challenge(
                    epoch,
                    organisation,
                    structural ? DisputeSteps.Where.STRUCTURE : DisputeSteps.Where.EVERYWHERE,
                    out);
        }
    }

    /** {@code epoch verdict}. */
    @Command(
            name = "verdict",
            sortOptions = false,
            header = "Recompute what a challenge is about and sign whether it is upheld. Exit 1 if it is unfounded.",
            description =
                    "%nAs many verdicts as the threshold that uphold it with one recomputation contest the epoch. With "
                            + "-o the dispute file is written once that is so: 'tributary verify' checks it without a network.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary epoch verdict 1 evidence.json --org org1 -o dispute.json")
    static final class Verdict extends OneMember {
        @Parameters(index = "1", paramLabel = "EVIDENCE", description = "The challenger's evidence file.")
        private Path evidence;

        @Option(
                names = {"-o", "--out"},
                paramLabel = "DISPUTE",
                description = "File for the dispute, once the challenge is proven.")
        private Path out;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new DisputeSteps(workspace).verdict(epoch, evidence, organisation, Optional.ofNullable(out));
        }
    }
}
