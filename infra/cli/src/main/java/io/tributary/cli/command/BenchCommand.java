// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Home;
import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.cli.bench.BenchLedger;
import io.tributary.cli.bench.BenchPublish;
import io.tributary.cli.bench.BenchSql;
import io.tributary.cli.lab.BenchIngest;
import io.tributary.cli.step.FabricSteps;
import io.tributary.cli.step.SqlServerEngine;
import io.tributary.ledger.network.FabricBinaries;
import io.tributary.protocol.config.Configuration;
import io.tributary.tables.SecretSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tributary bench …}. */
@Command(
        name = "bench",
        header = "Measure on this machine what claims, ingestion, publishing and SQL take.",
        subcommands = {
            BenchCommand.Ledger.class,
            BenchCommand.Ingest.class,
            BenchCommand.Publish.class,
            BenchCommand.Sql.class
        })
public final class BenchCommand extends CommandGroup {

    /** {@code bench ingest}. */
    @Command(
            name = "ingest",
            sortOptions = false,
            header = "CPU seconds of taking contributions in, against a bare floor: Kafka to Iceberg, no checks.",
            description = "%nBoth jobs read the same signed batches of records with 262 bytes of content. The network "
                    + "lives in a temporary folder and is gone afterwards. Pace and ratio are those of the running job, "
                    + "between the first commit with a third of the rows and the last one; below them stands what the "
                    + "whole processes cost, start, warming up and end included, and what the broker used beside them, which "
                    + "takes its part of the same cores. Figures of a busy machine are good for "
                    + "their ratio only. A million records take a gigabyte of disk.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary bench ingest --records 2000000")
    static final class Ingest implements Callable<Integer> {
        @Mixin
        private GlobalOptions options;

        @Option(
                names = "--records",
                paramLabel = "N",
                defaultValue = "500000",
                description = "How many (default: ${DEFAULT-VALUE}).")
        private int records;

        @Option(
                names = "--parallelism",
                paramLabel = "N",
                defaultValue = "0",
                description = "Tasks of each operator, in both jobs (default: as many as there are cores, 8 at most).")
        private int parallelism;

        @Override
        public Integer call() throws Exception {
            Terminal terminal = new Terminal(System.out, System.err, options.format());
            Path folder = Files.createTempDirectory("tributary-bench");
            try (Workspace workspace =
                    Workspace.openOrCreate(folder, options.config(), terminal, SecretSource.random())) {
                terminal.print(new BenchIngest(workspace, records, parallelism).run());
                return ExitCode.DONE.number();
            } finally {
                new Home(folder).delete();
                Files.deleteIfExists(folder);
            }
        }
    }

    /** {@code bench ledger}. */
    @Command(
            name = "ledger",
            sortOptions = false,
            header =
                    "Claims against bare puts on a Fabric network that is made for it, keys of an epoch, a proof check.",
            description =
                    "%nThe network lives in a temporary folder and is gone afterwards; no home folder is touched. It needs "
                            + "Hyperledger Fabric's programs on PATH or in the folder that ledger.fabric.bin names.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary bench ledger --claims 2000 --in-flight 64")
    static final class Ledger implements Callable<Integer> {
        @Mixin
        private GlobalOptions options;

        @Option(
                names = "--claims",
                paramLabel = "N",
                defaultValue = "2000",
                description = "How many of each (default: ${DEFAULT-VALUE}).")
        private int claims;

        @Option(
                names = "--in-flight",
                paramLabel = "M",
                defaultValue = "64",
                description = "How many at any time (default: ${DEFAULT-VALUE}).")
        private int inFlight;

        @Override
        public Integer call() throws Exception {
            Terminal terminal = new Terminal(System.out, System.err, options.format());
            FabricBinaries binaries = FabricSteps.binaries(configuration());
            Path folder = Files.createTempDirectory("tributary-bench");
            Report report = new BenchLedger(binaries, folder, claims, inFlight, terminal::progress).run();
            terminal.print(report);
            return report.exit().number();
        }

        private Configuration configuration() {
            return options.config()
                    .map(file -> Configuration.read(options.home(), file))
                    .orElseGet(() -> Configuration.load(options.home()));
        }
    }

    /** {@code bench publish}. */
    @Command(
            name = "publish",
            sortOptions = false,
            header = "A version of many records, then one that adds some.",
            description =
                    "%nThe records are made up and lie in a temporary folder that is gone afterwards; no home folder is "
                            + "touched. Filling it takes longer than what is measured.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary bench publish --records 1000000 --added 10000")
    static final class Publish implements Callable<Integer> {
        @Mixin
        private GlobalOptions options;

        @Option(
                names = "--records",
                paramLabel = "N",
                defaultValue = "100000",
                description = "Records of the first version (default: ${DEFAULT-VALUE}).")
        private int records;

        @Option(
                names = "--added",
                paramLabel = "M",
                defaultValue = "10000",
                description = "Records that the second adds (default: ${DEFAULT-VALUE}).")
        private int added;

        @Override
        public Integer call() throws Exception {
            Terminal terminal = new Terminal(System.out, System.err, options.format());
            Path folder = Files.createTempDirectory("tributary-bench");
            try (Workspace workspace = Workspace.openOrCreate(
                    folder,
                    options.config(),
                    terminal,
                    SecretSource.seeded("bench".getBytes(StandardCharsets.UTF_8)))) {
                Report report = new BenchPublish(workspace, records, added).run();
                terminal.print(report);
                return report.exit().number();
            } finally {
                delete(folder);
            }
        }

        private static void delete(Path folder) throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** {@code bench sql}. */
    @Command(
            name = "sql",
            sortOptions = false,
            header = "An analyst's seven statements, warm, on the lake of this home folder.",
            description =
                    "%nA server is started for it, with a user of its own that is gone afterwards. Each statement is "
                            + "asked twice and then as often as --runs says; printed is the median with all of the answer read. The "
                            + "lake needs a closed epoch.%n%n--engine trino needs a JDK 24 or newer. Where the catalog is on SQLite, a copy of it is "
                            + "measured, on a PostgreSQL that is started for that, if there is one on this machine; the files are the same.%n",
            footerHeading = "%nExamples:%n",
            footer = {"  tributary bench sql", "  tributary bench sql --engine trino --runs 9 --json"})
    static final class Sql extends StepCommand {
        @Option(
                names = "--engine",
                paramLabel = "ENGINE",
                defaultValue = "embedded",
                description = "What answers: embedded or trino (default: ${DEFAULT-VALUE}).")
        private String engine;

        @Option(
                names = "--runs",
                paramLabel = "N",
                defaultValue = "5",
                description = "How often each is asked (default: ${DEFAULT-VALUE}).")
        private int runs;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new BenchSql(workspace, SqlServerEngine.of(engine), runs).run();
        }
    }
}
