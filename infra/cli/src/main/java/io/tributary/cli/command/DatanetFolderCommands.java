// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.DatasetSteps;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary datanet export|import}: versions as folders. */
final class DatanetFolderCommands {
    private DatanetFolderCommands() {}

    /** {@code datanet export}. */
    @Command(
            name = "export",
            sortOptions = false,
            header = "Write a version as a folder that others can load.",
            description =
                    "%nRecords as Parquet and as JSON lines in the layout of Hugging Face, a card (README.md) and a "
                            + "Croissant 1.1 description with the files' hashes. Nothing is sealed in it: whoever has the "
                            + "folder reads the texts.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary datanet export speeches v2 ./speeches-v2")
    static final class Export extends StepCommand {
        @Parameters(index = "0", paramLabel = "DATANET", description = "Its name.")
        private String slug;

        @Parameters(index = "1", paramLabel = "VERSION", description = "For example v1.")
        private String version;

        @Parameters(index = "2", paramLabel = "DIR", description = "A folder that is new or empty.")
        private Path folder;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new DatasetSteps(workspace).export(slug, version, folder);
        }
    }

    /** {@code datanet import}. */
    @Command(
            name = "import",
            sortOptions = false,
            header = "Contribute the records of an exported folder.",
            description = "%nThe folder must be as its croissant.json says, file by file. Its records become signed, "
                    + "sealed contributions with ids of their own, each under its own licence; 'tributary ingest "
                    + "run' and 'tributary datanet publish' make a version of what the Datanet's rules take.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary datanet import speeches2 ./speeches-v2 --as ann")
    static final class Import extends StepCommand {
        @Parameters(index = "0", paramLabel = "DATANET", description = "Where the records go.")
        private String slug;

        @Parameters(index = "1", paramLabel = "DIR", description = "The folder.")
        private Path folder;

        @Option(
                names = "--as",
                paramLabel = "CONTRIBUTOR",
                description = "Who contributes them (default: whom each record names).")
        private String contributor;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new DatasetSteps(workspace).importFolder(slug, folder, Optional.ofNullable(contributor));
        }
    }
}
