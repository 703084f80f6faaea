// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.cli.lab.FeedPlan;
import io.tributary.cli.lab.LabFeed;
import io.tributary.tables.SecretSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands of {@code tributary lab} that put the ingestion under fire. */
final class LabIngestCommands {
    private LabIngestCommands() {}

    /** {@code lab feed}. */
    @Command(
            name = "feed",
            sortOptions = false,
            header = "Feed signed records with duplicates and bad ones, kill processes, count what arrives.",
            description = "%nEverything goes to a Datanet of its own, lab_feed, in real batches under real keys. Bad "
                    + "values are of every kind that the ingestion must refuse. Afterwards the accepted rows must be "
                    + "the distinct records, the refusals what was planted, by rule, and the audit without finding; "
                    + "exit 1 if not. A network is made if the home folder holds none.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary lab feed --records 200000 --dups 0.05 --bad 0.01 --seed 1 --kill 3 --home /tmp/lab")
    static final class Feed extends StepCommand {
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
                description = "How often to kill job or broker with -9 (default: ${DEFAULT-VALUE}).")
        private int kills;

        @Override
        Workspace open(GlobalOptions global, Terminal terminal) {
            return Workspace.openOrCreate(global.home(), global.config(), terminal, SecretSource.random());
        }

        @Override
        Report run(Workspace workspace) throws Exception {
            return new LabFeed(workspace, FeedPlan.of(records, duplicates, bad, seed, kills)).run();
        }
    }
}
