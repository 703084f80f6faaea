// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.AuditSteps;
import picocli.CommandLine.Command;

/** {@code tributary audit …}. */
@Command(
        name = "audit",
        header = "Check the whole history.",
        subcommands = {AuditCommand.Replay.class})
public final class AuditCommand extends CommandGroup {

    /** {@code audit replay}. */
    @Command(
            name = "replay",
            sortOptions = false,
            header = "Make again all that the ledger's log stands for. Exit 1 names the first divergence.",
            description =
                    "%nThe ledger's own chain; every entry's hash and the log's root; held-out sets; batches from the "
                            + "items in bronze; versions from their tagged tables; models, trained again once each; epochs, "
                            + "recomputed by the plain reader, with every attestation's signature.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary audit replay")
    static final class Replay extends StepCommand {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new AuditSteps(workspace).replay();
        }
    }
}
