// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.job.BackfillRequest;
import io.tributary.cli.job.JobWatch;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of {@code tributary job} on runs that are there. */
final class JobRunCommands {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private JobRunCommands() {}

    /** A verb on one run. */
    abstract static class OneRun extends JobCommand.Placed {
        @Parameters(index = "0", paramLabel = "WORKFLOW", description = "Name of the workflow, or its file.")
        String workflow;

        @Parameters(index = "1", paramLabel = "KEY", description = "Key of the run.")
        String key;
    }

    /** A verb that waits for the end of a run. */
    abstract static class Waiting extends OneRun {
        @Option(
                names = "--patience",
                paramLabel = "SECONDS",
                defaultValue = "600",
                description = "How long the scheduler may be away (default: ${DEFAULT-VALUE}).")
        private int patienceSeconds;

        JobWatch watch(Workspace workspace) {
            return new JobWatch(workspace.terminal(), PAUSE, Duration.ofSeconds(patienceSeconds));
        }
    }

    /** {@code job watch}. */
    @Command(
            name = "watch",
            sortOptions = false,
            header = "Follow a run to its end. Exit 1 unless it succeeded; Ctrl-C leaves it running.",
            description = "%nWith the workflow's file the report says, too, whether the deadline was met.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary job watch epoch-close epoch-7")
    static final class Watch extends Waiting {
        @Override
        Report run(Workspace workspace) throws Exception {
            return steps(workspace).watch(workflow, key, watch(workspace));
        }
    }

    /** {@code job logs}. */
    @Command(
            name = "logs",
            sortOptions = false,
            header = "Print the logs of a run's tasks.",
            footerHeading = "%nExample:%n",
            footer = "  tributary job logs epoch-close epoch-7 --task attribute")
    static final class Logs extends OneRun {
        @Option(names = "--task", paramLabel = "TASK", description = "Only this one's.")
        private String task;

        @Override
        Report run(Workspace workspace) {
            return steps(workspace).logs(workflow, key, Optional.ofNullable(task));
        }
    }

    /** {@code job cancel}. */
    @Command(
            name = "cancel",
            sortOptions = false,
            header = "End a run and look whether a process of it is left here. Exit 1 if so.",
            footerHeading = "%nExample:%n",
            footer = "  tributary job cancel epoch-close epoch-7")
    static final class Cancel extends Waiting {
        @Override
        Report run(Workspace workspace) throws Exception {
            return steps(workspace).cancel(workflow, key, watch(workspace));
        }
    }

    /** {@code job retry}. */
    @Command(
            name = "retry",
            sortOptions = false,
            header = "Go on with a run that failed or was ended: what succeeded is not done again.",
            footerHeading = "%nExample:%n",
            footer = "  tributary job retry epoch-close epoch-7")
    static final class Retry extends OneRun {
        @Override
        Report run(Workspace workspace) {
            return steps(workspace).retry(workflow, key);
        }
    }

    /** {@code job rerun}. */
    @Command(
            name = "rerun",
            sortOptions = false,
            header = "Do all tasks of a run again, with the same values.",
            footerHeading = "%nExample:%n",
            footer = "  tributary job rerun epoch-close epoch-7")
    static final class Rerun extends OneRun {
        @Override
        Report run(Workspace workspace) {
            return steps(workspace).rerun(workflow, key);
        }
    }

    /** {@code job backfill}. */
    @Command(
            name = "backfill",
            sortOptions = false,
            header = "Run a workflow for each of some days. Exit 1 if a day has no run that succeeded.",
            description = "%nEach day is a run with the day as its key and as the value of the first parameter of type "
                    + "date. A day that fails stops no other; run again, the command does what is left.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary job backfill nightly.yaml --from 2026-01-01 --to 2026-01-10 --dry-run",
                "  tributary job backfill nightly.yaml --from 2026-01-01 --to 2026-01-10 --mode failed"
            })
    static final class Backfill extends JobCommand.OneFile {
        @Option(names = "--from", paramLabel = "DAY", required = true, description = "First day.")
        private LocalDate from;

        @Option(names = "--to", paramLabel = "DAY", required = true, description = "Last day.")
        private LocalDate to;

        @Option(
                names = "--mode",
                paramLabel = "missing|failed|all",
                defaultValue = "missing",
                description = "Days without a run, with one that failed, or all (default: ${DEFAULT-VALUE}).")
        private BackfillRequest.Mode mode;

        @Option(
                names = "--parallel",
                paramLabel = "N",
                defaultValue = "1",
                description = "How many at a time on a server (default: ${DEFAULT-VALUE}).")
        private int parallel;

        @Option(names = "--param", paramLabel = "NAME=VALUE", description = "Value of another parameter.")
        private Map<String, String> values = new TreeMap<>();

        @Option(names = "--dry-run", description = "Only show what would be done.")
        private boolean dryRun;

        @Override
        Report run(Workspace workspace) throws Exception {
            return steps(workspace)
                    .backfill(
                            file,
                            new BackfillRequest(
                                    from,
                                    to,
                                    mode,
                                    parallel,
                                    dryRun ? BackfillRequest.Doing.NOTHING : BackfillRequest.Doing.EVERYTHING,
                                    values));
        }
    }

    /** {@code job trigger}. */
    @Command(
            name = "trigger",
            sortOptions = false,
            header =
                    "Start a run for each thing that is there and has none: a sealed epoch, a proposal, a snapshot, a tag.",
            description =
                    "%nThe key of the run is what is there, so it can be called as often as one likes, by cron or "
                            + "by hand. A compaction that makes a new snapshot is a new snapshot: use a tag where it should not count.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary job trigger epoch-attest.yaml --on proposal --into epoch --param org=org2",
                "  tributary job trigger nightly.yaml --on tag:datanets.speeches --into version"
            })
    static final class Trigger extends JobCommand.OneFile {
        @Option(
                names = "--on",
                paramLabel = "WHAT",
                required = true,
                description = "sealed, proposal, snapshot:TABLE or tag:TABLE.")
        private String on;

        @Option(
                names = "--into",
                paramLabel = "NAME",
                required = true,
                description = "Parameter of the workflow that gets the epoch, the snapshot's id or the tag.")
        private String parameter;

        @Option(names = "--param", paramLabel = "NAME=VALUE", description = "Value of another parameter.")
        private Map<String, String> values = new TreeMap<>();

        @Override
        Report run(Workspace workspace) {
            return steps(workspace).trigger(file, on, parameter, values);
        }
    }
}
