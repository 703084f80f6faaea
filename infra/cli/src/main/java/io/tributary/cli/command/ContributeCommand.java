// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.ContributeSteps;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary contribute}. */
@Command(
        name = "contribute",
        sortOptions = false,
        header = "Sign, seal and send texts to a Datanet.",
        description = {
            "%nReads JSON lines {\"document\":…,\"contributor\":…,\"era\":…,\"title\":…,\"text\":…}; 'label' may be "
                    + "written for 'era', .gz is read too. Each contributor signs with a key of his own from the key "
                    + "store, which is made on first use. Batches wait in the outbox until the broker has them, so "
                    + "running the command again sends nothing twice.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tributary contribute speeches more.jsonl",
            "  tributary contribute speeches mine.jsonl --as ann      all lines are Ann's",
            "  tributary contribute speeches more.jsonl --dry-run     count and check, send nothing"
        })
public final class ContributeCommand extends StepCommand {
    @Parameters(index = "0", paramLabel = "DATANET", description = "Where the texts go.")
    private String slug;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "JSON lines, may be .gz.")
    private List<Path> files;

    @Option(names = "--as", paramLabel = "CONTRIBUTOR", description = "Contributor of lines that name none.")
    private String contributor;

    @Option(names = "--dry-run", description = "Check every line, count, send nothing.")
    private boolean dryRun;

    @Override
    Report run(Workspace workspace) throws Exception {
        ContributeSteps steps = new ContributeSteps(workspace);
        if (dryRun) {
            return steps.check(slug, files, Optional.ofNullable(contributor));
        }
        return steps.contribute(slug, files, Optional.ofNullable(contributor));
    }
}
