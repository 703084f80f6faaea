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
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Measures what taking contributions in costs, against the floor of bringing the same values into a table unchecked. */
public final class BenchIngest {
    private static final String FULL = "io.tributary.ingestion.flink.IngestJob";
    private static final String FLOOR = "io.tributary.ingestion.flink.FloorJob";
    private static final int FILE_BYTES_MAX = 1 << 20;
    private static final int PARTS_SHOWN = 12;
    private static final double BAR = 2.5;

    /** Throughput is the optimising compiler's; the job's own options are those of a small footprint. */
    private static final List<String> JVM =
            List.of("-XX:TieredStopAtLevel=4", "-XX:ReservedCodeCacheSize=192m", "-Xmx2g");

    private final Workspace workspace;
    private final int records;

    /** Measures in this workspace, which must be a new one. */
    public BenchIngest(Workspace workspace, int records) {
        this.workspace = Objects.requireNonNull(workspace, "workspace");
        this.records = records;
    }

    private record Measured(long cpuMillis, double wallSeconds, long rows, List<JsonObject> parts) {}

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
        double ratio = (double) full.cpuMillis() / floor.cpuMillis();
        List<String> lines = new ArrayList<>();
        lines.add(line("full path", full));
        lines.add(line("bare floor", floor));
        lines.add(String.format(Locale.ROOT, "ratio %.2f, want %.1f or less", ratio, BAR));
        lines.add("where the CPU of the full path went:");
        full.parts().stream()
                .limit(PARTS_SHOWN)
                .forEach(part -> lines.add(
                        String.format(Locale.ROOT, "  %5.1f s  %s", part.integer("millis") / 1e3, part.text("part"))));
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("records", records)
                        .put("fullMillis", full.cpuMillis())
                        .put("floorMillis", floor.cpuMillis())
                        .put("ratioPercent", Math.round(ratio * 100))
                        .put("fullRows", full.rows())
                        .put("floorRows", floor.rows())
                        .put("fullWallMillis", Math.round(full.wallSeconds() * 1e3))
                        .put("floorWallMillis", Math.round(floor.wallSeconds() * 1e3))
                        .put("parts", full.parts())
                        .build());
    }

    private String line(String what, Measured measured) {
        return String.format(
                Locale.ROOT,
                "%s: %.1f CPU-s per million records, %d rows in %.1f s with start and end (%.0f records/s)",
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
        long start = System.nanoTime();
        workspace
                .engines()
                .run(
                        new Engines.Task("bench-" + name, EngineModule.INGEST, main, JVM, arguments),
                        workspace.terminal().progressOf(name),
                        line -> {});
        double wallSeconds = (System.nanoTime() - start) / 1e9;
        JsonObject used = read(cpu);
        return new Measured(
                used.integer("millis"), wallSeconds, read(result).integer("contributions"), used.objects("parts"));
    }

    private Path configuration(Path home, String name) throws InterruptedException {
        Path file = workspace.home().run().resolve(name + ".properties");
        try {
            Files.createDirectories(home);
            Files.writeString(
                    file,
                    Key.KAFKA_BOOTSTRAP_SERVERS.id() + "=" + workspace.bootstrapServers() + "\n"
                            + Key.INGEST_CHECKPOINT_INTERVAL.id() + "=10s\n",
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
