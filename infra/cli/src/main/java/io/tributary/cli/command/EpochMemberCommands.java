// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.AttestStep;
import io.tributary.cli.step.EpochSteps;
import io.tributary.cli.step.ReviewStep;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
    @Command(name = "propose", header = "Put the epoch record on the ledger for the organisations to attest.")
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
            header = "Make the epoch final when enough equal attestations are there, and open its claims.")
    static final class Finalise extends AnyMember {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new EpochSteps(workspace).finalise(epoch, organisation);
        }
    }
}
