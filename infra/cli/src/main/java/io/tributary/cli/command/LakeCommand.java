// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.MaintainStep;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary lake …}. */
@Command(
        name = "lake",
        header = "Keep the tables of the lake quick and small.",
        subcommands = {LakeCommand.Maintain.class})
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
}
