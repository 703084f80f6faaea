// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.IngestStatus;
import io.tributary.cli.step.IngestSteps;
import io.tributary.protocol.config.Key;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tributary ingest …}. */
@Command(
        name = "ingest",
        header = "Move what was sent into the bronze tables, and reconcile it.",
        subcommands = {IngestCommand.Run.class, IngestCommand.Audit.class, IngestCommand.Status.class})
public final class IngestCommand extends CommandGroup {

    /** {@code ingest run}. */
    @Command(
            name = "run",
            header = "Verify and store everything that is in the topics now, exactly once.",
            description =
                    "%nReads up to the end of the topics, as it is at the start, takes a savepoint and ends. What "
                            + "was refused is in bronze.rejections with a rule and a reason. With --follow it goes on "
                            + "until Ctrl-C.%n",
            footerHeading = "%nExample:%n",
            footer = {
                "  tributary ingest run && tributary sql \"select rule, count(*) from bronze.rejections group by rule\"",
                "  tributary ingest run --follow"
            })
    static final class Run extends StepCommand {
        @Option(
                names = "--cluster",
                paramLabel = "HOST:PORT",
                defaultValue = "",
                description = "REST server of the Flink session cluster that runs the job this time "
                        + "(default: ingest.flink-cluster, or else a child JVM).")
        private String cluster;

        @Option(
                names = "--follow",
                description = "Do not end: take in what comes, until Ctrl-C. With all cores (see ingest.parallelism), "
                        + "the optimising compiler and a heap of 2 GiB.")
        private boolean follow;

        @Override
        Report run(Workspace workspace) throws Exception {
            Map<String, String> settings =
                    cluster.isEmpty() ? Map.of() : Map.of(Key.INGEST_FLINK_CLUSTER.id(), cluster);
            IngestSteps steps = new IngestSteps(workspace);
            return follow ? steps.follow(settings) : steps.drain(settings);
        }
    }

    /** {@code ingest status}. */
    @Command(
            name = "status",
            header = "How much waits, how old the newest checkpoint is, what was refused.",
            description =
                    "%nThe lag counts Kafka values between what is committed and marked in the tables and the end "
                            + "of the topics. Metrics of a running job: ingest.metrics-port.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary ingest status --json")
    static final class Status extends StepCommand {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new IngestStatus(workspace, Clock.systemUTC()).look();
        }
    }

    /** {@code ingest audit}. */
    @Command(
            name = "audit",
            header =
                    "Reconcile: records sent = accepted + rejected + duplicates; no gap, nothing twice. Exit 1 if not.",
            description =
                    "%nSays of each host, too, how many of its running numbers have no receipt: it left them out, or "
                            + "they were refused. That alone changes no exit status.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary ingest audit --json")
    static final class Audit extends StepCommand {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new IngestSteps(workspace).audit();
        }
    }
}
