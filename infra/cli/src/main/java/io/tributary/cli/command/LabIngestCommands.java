// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.cli.lab.FeedPlan;
import io.tributary.cli.lab.LabCluster;
import io.tributary.cli.lab.LabFeed;
import io.tributary.cli.lab.LabForge;
import io.tributary.cli.lab.LabHostile;
import io.tributary.tables.SecretSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands of {@code tributary lab} that put the ingestion under fire. */
final class LabIngestCommands {
    private LabIngestCommands() {}

    /** A home folder that is the lab's own, and made if it is not there. */
    abstract static class OwnHome extends StepCommand {
        @Override
        final Workspace open(GlobalOptions global, Terminal terminal) {
            return Workspace.openOrCreate(global.home(), global.config(), terminal, SecretSource.random());
        }
    }

    /** {@code lab feed}. */
    @Command(
            name = "feed",
            sortOptions = false,
            header = "Feed signed records with duplicates and bad ones, kill processes, count what arrives.",
            description = "%nEverything goes to a Datanet of its own, lab_feed, in real batches under real keys. Bad "
                    + "values are of every kind that the ingestion must refuse. Afterwards the accepted rows must be "
                    + "the distinct records, the refusals what was planted, by rule, and the audit without finding; "
                    + "exit 1 if not. The home folder must be the lab's own; it is made if it is not there.%n",
            footerHeading = "%nExample:%n",
            footer =
                    "  tributary lab feed --records 200000 --dups 0.05 --bad 0.01 --seed 1 --kill 3 --cluster --home /tmp/lab")
    static final class Feed extends OwnHome {
        @Option(
                names = "--records",
                paramLabel = "N",
                defaultValue = "20000",
                description = "Records to send, all together (default: ${DEFAULT-VALUE}).")
        private int records;

        @Option(
                names = "--dups",
                paramLabel = "SHARE",
                defaultValue = "0.05",
                description = "Share of duplicates (default: ${DEFAULT-VALUE}).")
        private double duplicates;

        @Option(
                names = "--bad",
                paramLabel = "SHARE",
                defaultValue = "0.01",
                description = "Share of bad records (default: ${DEFAULT-VALUE}).")
        private double bad;

        @Option(
                names = "--seed",
                paramLabel = "S",
                defaultValue = "1",
                description = "What everything follows from (default: ${DEFAULT-VALUE}).")
        private long seed;

        @Option(
                names = "--kill",
                paramLabel = "K",
                defaultValue = "0",
                description = "How often to kill a process with -9, each kind in turn (default: ${DEFAULT-VALUE}).")
        private int kills;

        @Option(
                names = "--cluster",
                description =
                        "Run the job on a Flink cluster of the lab's own, JobManager and TaskManager a process each, "
                                + "and kill these too.")
        private boolean onCluster;

        @Override
        Report run(Workspace workspace) throws Exception {
            FeedPlan plan = FeedPlan.of(records, duplicates, bad, seed, kills);
            if (!onCluster) {
                return new LabFeed(workspace, plan, Optional.empty()).run();
            }
            try (LabCluster cluster = new LabCluster(workspace)) {
                return new LabFeed(workspace, plan, Optional.of(cluster)).run();
            }
        }
    }

    /** {@code lab forge}. */
    @Command(
            name = "forge",
            sortOptions = false,
            header = "Send receipts that must not be paid; none may be accepted.",
            description = "%nForged, altered, omitted, reordered, replayed, of another time, countersigned by the host "
                    + "itself or not at all, under a key of small order: of every kind, until the number is reached. "
                    + "A few right ones are among them. Exit 1 if a wrong one is accepted, a right one is not, or the "
                    + "refusals are not what was sent, by rule. The home folder must be the lab's own.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary lab forge --receipts 10000 --home /tmp/lab")
    static final class Forge extends OwnHome {
        @Option(
                names = "--receipts",
                paramLabel = "N",
                defaultValue = "1000",
                description = "Receipts to forge (default: ${DEFAULT-VALUE}).")
        private int receipts;

        @Option(
                names = "--seed",
                paramLabel = "S",
                defaultValue = "1",
                description = "What everything follows from (default: ${DEFAULT-VALUE}).")
        private long seed;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new LabForge(workspace, receipts, seed).run();
        }
    }

    /** {@code lab hostile}. */
    @Command(
            name = "hostile",
            sortOptions = false,
            header = "Offer hostile files; each must be refused by its own rule, and good ones after them taken.",
            description =
                    "%nA zip bomb, a line of a gigabyte, deep JSON, numbers that are none, bytes that are no text, "
                            + "formulas, names that lead elsewhere, damaged Parquet. They are read by a JVM with a heap of "
                            + "64 MB. Exit 1 if one is taken, or a good one is not. The home folder must be the lab's own.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary lab hostile --home /tmp/lab")
    static final class Hostile extends OwnHome {
        @Option(
                names = "--line-bytes",
                paramLabel = "N",
                defaultValue = "1073741824",
                description = "Length of the long line (default: ${DEFAULT-VALUE}).")
        private long lineBytes;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new LabHostile(workspace, lineBytes).run();
        }
    }
}
