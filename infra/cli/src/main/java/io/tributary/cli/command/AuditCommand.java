// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.AuditSteps;
import io.tributary.cli.step.ExportStep;
import io.tributary.cli.step.SplitViewStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary audit …}. */
@Command(
        name = "audit",
        header = "Check the whole history.",
        subcommands = {AuditCommand.Replay.class, AuditCommand.Export.class, AuditCommand.SplitView.class})
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

    /** {@code audit export}. */
    @Command(
            name = "export",
            sortOptions = false,
            header =
                    "Write the log, the epochs and a signed checkpoint to files that others check without this program.",
            description = "%nentries.jsonl, epochs.jsonl, policy.json, and checkpoint: the log's size and root (C2SP "
                    + "tlog-checkpoint), signed by the organisation, which rebuilds the root first. With --payee also one "
                    + "C2SP tlog-proof for each of that payee's payouts, which says what he is paid.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary audit export -o history --org org2")
    static final class Export extends StepCommand {
        @Option(
                names = {"-o", "--out"},
                paramLabel = "DIR",
                required = true,
                description = "Folder to write to.")
        private Path folder;

        @Option(
                names = "--org",
                paramLabel = "ORG",
                defaultValue = "org1",
                description = "Who signs the checkpoint (default: ${DEFAULT-VALUE}).")
        private String organisation;

        @Option(names = "--payee", paramLabel = "P", description = "Whose payouts to prove (default: nobody's).")
        private String payee;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new ExportStep(workspace).export(folder, organisation, Optional.ofNullable(payee));
        }
    }

    /** {@code audit split-view}. */
    @Command(
            name = "split-view",
            sortOptions = false,
            header = "Compare checkpoints of organisations with the log here and with each other.",
            description =
                    "%nExit 1 if a signature is not its organisation's, if a checkpoint is of another log than the one "
                            + "here, or if two cannot both be true, and then names both. Exit 3 if one is of a longer log than the "
                            + "one here.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary audit split-view history/checkpoint theirs/checkpoint")
    static final class SplitView extends StepCommand {
        @Parameters(arity = "1..*", paramLabel = "FILE", description = "Checkpoint files.")
        private List<Path> files;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new SplitViewStep(workspace).compare(files);
        }
    }
}
