// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.MaintainStep;
import io.tributary.cli.step.MoveStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary lake …}. */
@Command(
        name = "lake",
        header = "Keep the tables of the lake quick and small, and move their catalog.",
        subcommands = {LakeCommand.Maintain.class, LakeCommand.Move.class})
public final class LakeCommand extends CommandGroup {

    /** {@code lake maintain}. */
    @Command(
            name = "maintain",
            sortOptions = false,
            header = "Put small files together, expire snapshots, delete orphan files, make statistics.",
            description = {
                "%nWithout --apply it says what it would do. Rows never change. What a version of a Datanet, an epoch or "
                        + "a stream stands on is kept, whatever its age: every tag and branch, and the newest snapshots "
                        + "with the writers' marks. Run it again after it ended anywhere; with nothing to do it does "
                        + "nothing.%n"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary lake maintain                                    what there is to do",
                "  tributary lake maintain --apply",
                "  tributary lake maintain bronze.contributions --older-than 36h --apply"
            })
    static final class Maintain extends StepCommand {
        @Parameters(index = "0..*", paramLabel = "TABLE", description = "Tables (default: all).")
        private List<String> tables;

        @Option(names = "--apply", description = "Do it.")
        private boolean apply;

        @Option(
                names = "--older-than",
                paramLabel = "AGE",
                defaultValue = "7d",
                description = {
                    "Younger snapshots may be in use (default: ${DEFAULT-VALUE}).",
                    "Orphan files are a day old at least."
                })
        private String age;

        @Override
        Report run(Workspace workspace) throws Exception {
            MaintainStep step = new MaintainStep(workspace);
            List<String> chosen = Optional.ofNullable(tables).orElse(List.of());
            return apply ? step.apply(chosen, age) : step.plan(chosen, age);
        }
    }

    /** {@code lake move}. */
    @Command(
            name = "move",
            sortOptions = false,
            header = "Move the catalog, say from SQLite to PostgreSQL; files, snapshots and tags stay as they are.",
            description =
                    "%nMakes the catalog that FILE names know every table. Then put FILE's lake.catalog-* keys into this "
                            + "home's configuration, and write by the old catalog no more. Run it again after it ended anywhere.%n",
            footerHeading = "%nExample:%n",
            footer = {
                "  tributary lake move --to postgresql.properties",
                "      lake.catalog-uri=jdbc:postgresql://127.0.0.1:5432/lake",
                "      lake.catalog-user=lake"
            })
    static final class Move extends StepCommand {
        @Option(
                names = "--to",
                required = true,
                paramLabel = "FILE",
                description = "A configuration file with the lake.catalog-* keys of the new catalog.")
        private Path file;

        @Override
        Report run(Workspace workspace) {
            return new MoveStep(workspace).run(file);
        }
    }
}
