// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.cli.job.JobDoctor;
import io.tributary.cli.job.JobPlace;
import io.tributary.cli.job.JobSteps;
import io.tributary.protocol.config.Configuration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary job …}. */
@Command(
        name = "job",
        header = "Run batch work as workflows: on a DolphinScheduler server, or here with --local.",
        description =
                "%nA workflow is a YAML file; scheduler/workflows has those of this system, and scheduler/README.md "
                        + "says what may stand in one. A run has a key: the same key is the same run, whatever is killed.%n",
        subcommands = {
            JobCommand.Validate.class,
            JobCommand.Plan.class,
            JobCommand.Apply.class,
            JobCommand.Run.class,
            JobRunCommands.Watch.class,
            JobRunCommands.Logs.class,
            JobRunCommands.Cancel.class,
            JobRunCommands.Retry.class,
            JobRunCommands.Rerun.class,
            JobRunCommands.Backfill.class,
            JobRunCommands.Trigger.class,
            JobCommand.ListRuns.class,
            JobCommand.Doctor.class
        })
public final class JobCommand extends CommandGroup {

    /** A verb at one of the two places. */
    abstract static class Placed extends StepCommand {
        @Option(names = "--local", description = "On this machine, without a scheduler.")
        private boolean local;

        JobSteps steps(Workspace workspace) {
            return new JobSteps(workspace, local ? JobPlace.Where.HERE : JobPlace.Where.SERVER);
        }
    }

    /** A verb on a workflow file. */
    abstract static class OneFile extends Placed {
        @Parameters(
                index = "0",
                paramLabel = "FILE",
                description = "A workflow file, or the name of one that comes with the command.")
        Path file;
    }

    /** {@code job validate}. */
    @Command(
            name = "validate",
            sortOptions = false,
            header = "Check workflow files. Exit 2 names file, line and column of everything that is wrong.",
            footerHeading = "%nExample:%n",
            footer = "  tributary job validate scheduler/workflows/*.yaml")
    static final class Validate implements Callable<Integer> {
        @Mixin
        private GlobalOptions options;

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "Workflow files.")
        private List<Path> files;

        @Override
        public Integer call() {
            Terminal terminal = new Terminal(System.out, System.err, options.format());
            Optional<Path> file = options.config();
            Configuration configuration = file.isPresent()
                    ? Configuration.read(options.home(), file.get())
                    : Configuration.load(options.home());
            Report report = JobSteps.validate(configuration, files);
            terminal.print(report);
            return report.exit().number();
        }
    }

    /** {@code job plan}. */
    @Command(
            name = "plan",
            sortOptions = false,
            header = "Show what apply would change, what a run would read, and how long runs took.",
            footerHeading = "%nExample:%n",
            footer = "  tributary job plan epoch-close.yaml")
    static final class Plan extends OneFile {
        @Override
        Report run(Workspace workspace) {
            return steps(workspace).plan(file);
        }
    }

    /** {@code job apply}. */
    @Command(
            name = "apply",
            sortOptions = false,
            header = "Put a workflow on the scheduler. The second time nothing changes; a schedule stays as it was.",
            footerHeading = "%nExample:%n",
            footer = "  tributary job apply epoch-close.yaml")
    static final class Apply extends OneFile {
        @Override
        Report run(Workspace workspace) {
            return steps(workspace).apply(file);
        }
    }

    /** {@code job run}. */
    @Command(
            name = "run",
            sortOptions = false,
            header = "Start a run, once for each key. With --local the command ends with the run.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary job run epoch-close.yaml --key epoch-7 --param epoch=7",
                "  tributary job run epoch-close.yaml --key epoch-7 --param epoch=7 --local"
            })
    static final class Run extends OneFile {
        @Option(
                names = "--key",
                paramLabel = "KEY",
                required = true,
                description = "What the run makes, e.g. epoch-7: the same key never starts a second run.")
        private String key;

        @Option(names = "--param", paramLabel = "NAME=VALUE", description = "Value of a parameter of the workflow.")
        private Map<String, String> values = new TreeMap<>();

        @Override
        Report run(Workspace workspace) {
            return steps(workspace).run(file, key, values);
        }
    }

    /** {@code job list}. */
    @Command(
            name = "list",
            sortOptions = false,
            header = "List workflows, or the runs of one, the latest first.",
            footerHeading = "%nExample:%n",
            footer = "  tributary job list epoch-close")
    static final class ListRuns extends Placed {
        @Parameters(index = "0", arity = "0..1", paramLabel = "WORKFLOW", description = "Its runs.")
        private String workflow;

        @Override
        Report run(Workspace workspace) {
            return steps(workspace).list(Optional.ofNullable(workflow));
        }
    }

    /** {@code job doctor}. */
    @Command(
            name = "doctor",
            sortOptions = false,
            header = "Check scheduler, token, workers, and what tasks need. Exit 3 if something lacks.",
            footerHeading = "%nExample:%n",
            footer = "  tributary job doctor")
    static final class Doctor extends StepCommand {
        @Override
        Report run(Workspace workspace) {
            return JobDoctor.check(workspace.configuration());
        }
    }
}
