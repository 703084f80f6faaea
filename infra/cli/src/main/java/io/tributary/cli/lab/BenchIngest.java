// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import io.tributary.cli.step.NetworkStep;
import io.tributary.ingestion.ContributionClient;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Snapshot;

/** Measures what taking contributions in costs, against the floor of bringing the same values into a table unchecked. */
public final class BenchIngest {
    private static final String FULL = "io.tributary.ingestion.flink.IngestJob";
    private static final String FLOOR = "io.tributary.ingestion.flink.FloorJob";
    private static final int FILE_BYTES_MAX = 16 << 20;
    private static final int PARTS_SHOWN = 12;
    private static final double BAR = 2.5;

    private static final int PACE_WANTED = 80_000;

    /** As many as a job takes that is not told how many. */
    private static final int CORES_MAX = 8;

    private final Workspace workspace;
    private final int records;
    private final int cores;
    private final int parallelism;

    /**
     * Measures in this workspace, which must be a new one.
     *
     * @param parallelism tasks of each operator; 0 for as many as there are cores
     */
    public BenchIngest(Workspace workspace, int records, int parallelism) {
        if (parallelism < 0) {
            throw new InvalidInputException("parallelism: got " + parallelism + ", want 0 for all cores, or more");
        }
        this.workspace = Objects.requireNonNull(workspace, "workspace");
        this.records = records;
        this.cores = Runtime.getRuntime().availableProcessors();
        this.parallelism = parallelism > 0 ? parallelism : Math.min(CORES_MAX, cores);
    }

    private record Measured(
            long cpuMillis,
            long brokerMillis,
            double wallSeconds,
            long rows,
            List<JsonObject> parts,
            Optional<IngestPace> pace) {}

    /** Sends the records, takes them in by both jobs, and compares. */
    public Report run() throws InterruptedException {
        new NetworkStep(workspace).ensure();
        FeedPlan plan = FeedPlan.of(records, 0.05, 0, 1, 0);
        LabParties parties = new LabParties(workspace, plan.seed());
        parties.register();
        FeedSender sender = new FeedSender(workspace, plan, parties, new Places());
        try (ContributionClient client = sender.open(parties)) {
            sender.send(client, plan.batches());
        }
        workspace.terminal().progress("  sent " + records + " records");
        Measured floor = measure("floor", FLOOR);
        Measured full = measure("full", FULL);
        return report(full, floor);
    }

    private Report report(Measured full, Measured floor) {
        double ratio = (double) full.cpuMillis() / floor.cpuMillis();
        List<String> lines = new ArrayList<>();
        JsonObject.Builder json = JsonObject.nested()
                .put("records", records)
                .put("cores", cores)
                .put("parallelism", parallelism)
                .put("fullBrokerMillis", full.brokerMillis())
                .put("floorBrokerMillis", floor.brokerMillis())
                .put("fullMillis", full.cpuMillis())
                .put("floorMillis", floor.cpuMillis())
                .put("ratioPercent", Math.round(ratio * 100))
                .put("fullRows", full.rows())
                .put("floorRows", floor.rows())
                .put("fullWallMillis", Math.round(full.wallSeconds() * 1e3))
                .put("floorWallMillis", Math.round(floor.wallSeconds() * 1e3))
                .put("parts", full.parts());
        lines.add(records + " records, " + cores + " cores, parallelism " + parallelism);
        lines.add("the running job, from the first commit with a third of the rows to the last one:");
        if (full.pace().isPresent() && floor.pace().isPresent()) {
            IngestPace fast = full.pace().get();
            IngestPace bare = floor.pace().get();
            double steady = fast.cpuSecondsPerMillion() / bare.cpuSecondsPerMillion();
            lines.add(line("  full path", fast) + ", want " + PACE_WANTED + " on two idle cores");
            lines.add(line("  bare floor", bare));
            lines.add(String.format(Locale.ROOT, "  ratio %.2f, want %.1f or less", steady, BAR));
            json.put("fullRecordsPerSecond", Math.round(fast.recordsPerSecond()))
                    .put("floorRecordsPerSecond", Math.round(bare.recordsPerSecond()))
                    .put("fullMillisPerMillion", Math.round(fast.cpuSecondsPerMillion() * 1e3))
                    .put("floorMillisPerMillion", Math.round(bare.cpuSecondsPerMillion() * 1e3))
                    .put("steadyRatioPercent", Math.round(steady * 100));
        } else {
            lines.add("  it was over after too few commits to tell; take more --records");
        }
        lines.add("with the JVM's start, warming up and end:");
        lines.add(line("  full path", full));
        lines.add(line("  bare floor", floor));
        lines.add(String.format(Locale.ROOT, "  ratio %.2f", ratio));
        lines.add("beside it, on the same cores and counted above nowhere:");
        lines.add(broker("  broker, full path", full));
        lines.add(broker("  broker, bare floor", floor));
        lines.add("where the CPU of the full path went, start and end included:");
        full.parts().stream()
                .limit(PARTS_SHOWN)
                .forEach(part -> lines.add(
                        String.format(Locale.ROOT, "  %5.1f s  %s", part.integer("millis") / 1e3, part.text("part"))));
        return Report.of(lines, json.build());
    }

    private static String line(String what, IngestPace pace) {
        return String.format(
                Locale.ROOT,
                "%s: %.1f CPU-s per million records, %d records in %.1f s, %.0f records/s",
                what,
                pace.cpuSecondsPerMillion(),
                pace.records(),
                pace.millis() / 1e3,
                pace.recordsPerSecond());
    }

    private String broker(String what, Measured measured) {
        return String.format(
                Locale.ROOT,
                "%s: %.1f CPU-s per million records, %.0f%% of what the cores could do meanwhile",
                what,
                measured.brokerMillis() * 1e3 / records,
                measured.brokerMillis() / 10.0 / measured.wallSeconds() / cores);
    }

    private String line(String what, Measured measured) {
        return String.format(
                Locale.ROOT,
                "%s: %.1f CPU-s per million records, %d rows in %.1f s, %.0f records/s",
                what,
                measured.cpuMillis() * 1e3 / records,
                measured.rows(),
                measured.wallSeconds(),
                records / measured.wallSeconds());
    }

    /** Both jobs read one broker, and each writes to a lake of its own. */
    private Measured measure(String name, String main) throws InterruptedException {
        Path home = name.equals("full")
                ? workspace.home().folder()
                : workspace.home().run().resolve(name);
        Path config = configuration(home, name);
        Path result = workspace.home().run().resolve(name + ".result.json");
        Path cpu = workspace.home().run().resolve(name + ".cpu.json");
        List<String> arguments = List.of(
                "--home",
                home.toString(),
                "--config",
                config.toString(),
                "--drain",
                "--result",
                result.toString(),
                "--cpu",
                cpu.toString());
        Duration brokerBefore = workspace.brokerCpuTime();
        long start = System.nanoTime();
        workspace
                .engines()
                .run(
                        new Engines.Task(
                                "bench-" + name, EngineModule.INGEST, main, EngineModule.THROUGHPUT, arguments),
                        workspace.terminal().progressOf(name),
                        line -> {});
        double wallSeconds = (System.nanoTime() - start) / 1e9;
        JsonObject used = read(cpu);
        return new Measured(
                used.integer("millis"),
                workspace.brokerCpuTime().minus(brokerBefore).toMillis(),
                wallSeconds,
                read(result).integer("contributions"),
                used.objects("parts"),
                IngestPace.of(commits(home, config), used.objects("course"), records));
    }

    private static List<IngestPace.Commit> commits(Path home, Path config) {
        List<IngestPace.Commit> commits = new ArrayList<>();
        try (LakeCatalog lake = LakeCatalog.open(Configuration.read(home, config))) {
            for (Snapshot snapshot :
                    lake.table(BronzeTables.CONTRIBUTIONS_TABLE).snapshots()) {
                long rows = Long.parseLong(snapshot.summary().getOrDefault("added-records", "0"));
                if (rows > 0) {
                    commits.add(new IngestPace.Commit(snapshot.timestampMillis(), rows));
                }
            }
        }
        commits.sort(Comparator.comparingLong(IngestPace.Commit::atMillis));
        return commits;
    }

    private Path configuration(Path home, String name) throws InterruptedException {
        Path file = workspace.home().run().resolve(name + ".properties");
        try {
            Files.createDirectories(home);
            Files.writeString(
                    file,
                    Key.KAFKA_BOOTSTRAP_SERVERS.id() + "=" + workspace.bootstrapServers() + "\n"
                            + Key.INGEST_CHECKPOINT_INTERVAL.id() + "=5s\n"
                            + Key.INGEST_PARALLELISM.id() + "=" + parallelism + "\n",
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        try (LakeCatalog lake = LakeCatalog.open(Configuration.read(home, file))) {
            LakeInit.run(lake);
        }
        return file;
    }

    private static JsonObject read(Path file) {
        try {
            return CanonicalJson.parse(Files.readAllBytes(file), FILE_BYTES_MAX);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static UnavailableException unreadable(Path file, IOException e) {
        return new UnavailableException("can't use " + file + ": " + e.getMessage(), e);
    }
}
