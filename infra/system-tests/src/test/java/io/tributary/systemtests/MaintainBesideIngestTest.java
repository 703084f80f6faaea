// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are rewritten and snapshots expire, as boldly as maintenance can, under a job that goes on committing to these tables. */
@Tag("slow")
class MaintainBesideIngestTest {
    private static final int LINES = 3;

    /** Commits before the first maintenance; more than the few files that it leaves alone. */
    private static final int ROUNDS = 7;

    private static final int POLLS_MAX = 300;
    private static final List<String> TABLES =
            List.of("bronze.contributions", "bronze.batches", "bronze.inferences", "bronze.rejections");

    @TempDir
    static Path folder;

    private final Path home = DemoRun.newHome("maintained");
    private int sent;

    @Test
    void theRunningJobsNextCommitSucceedsAndNothingOfItsMarksIsLost() throws Exception {
        try (PostgresqlServer server = PostgresqlServer.start(folder)) {
            Map<String, String> settings = new TreeMap<>(server.settings());
            settings.put("ingest.checkpoint-interval", "1s");
            List<String> lines = new ArrayList<>();
            settings.forEach((key, value) -> lines.add(key + "=" + value));
            Files.write(Files.createDirectories(home).resolve("tributary.properties"), lines);
            // Leaves right receipts among the refused ones, and so a watermark.
            command("lab", "forge", "--receipts", "100").run().expect(0);
            command("datanet", "create", "waters", "--licence", "CC0-1.0").run().expect(0);
            String watermark = status().path("watermarkMillis").asText();
            assertThat(watermark).isNotEmpty();

            // Holds the broker while commands come and go.
            try (RunningCommand gateway =
                    command("gateway", "up", "--port", "0").start()) {
                awaitReady(gateway);
                try (RunningCommand job = job().start()) {
                    contribute();
                    awaitTaken(job);
                    // It checkpoints now, each of these by itself or nearly so.
                    for (int round = 0; round < ROUNDS; round++) {
                        contribute();
                    }
                    awaitTaken(job);
                    requireMaintained(job);
                    contribute();
                    awaitTaken(job);
                    assertThat(status().path("watermarkMillis").asText()).isEqualTo(watermark);
                    contribute();
                    ProcessHandle killed = ingestJob(job);
                    assertThat(killed.destroyForcibly()).isTrue();
                    killed.onExit().join();
                }
                // The next one comes back from the killed one's checkpoint, whose commits it must find or make.
                requireMaintained();
                contribute();
                command("ingest", "run").run().expect(0);
            }
            requireEverythingOnce();
            assertThat(status().path("watermarkMillis").asText()).isEqualTo(watermark);
            DemoRun.delete(home);
        }
    }

    private Command command(String... arguments) {
        return Command.tributary(arguments).at(home);
    }

    private static void awaitReady(RunningCommand gateway) throws InterruptedException {
        for (int polls = 0; !gateway.soFar().out().contains("serving") && polls < POLLS_MAX; polls++) {
            assertThat(gateway.handle().isAlive())
                    .as(gateway.soFar().describe())
                    .isTrue();
            Thread.sleep(500);
        }
    }

    /** The job that follows the topics; it lives as long as its standard input stays open. */
    private Command job() throws IOException {
        Path module = Command.REPOSITORY.resolve("ingestion/flink");
        List<String> classPath = new ArrayList<>();
        try (DirectoryStream<Path> own =
                Files.newDirectoryStream(module.resolve("target"), "tributary-ingestion-flink-[0-9]*.jar")) {
            own.forEach(jar -> classPath.add(jar.toString()));
        }
        classPath.add(
                Files.readString(module.resolve("target/runtime.classpath")).strip());
        return Command.of("sh", "-c", "tail -f /dev/null | \"$@\"", "job")
                .with(Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .with("@" + module.resolve("jvm.options"), "-cp", String.join(":", classPath))
                .with("io.tributary.ingestion.flink.IngestJob", "--home", home.toString());
    }

    private static ProcessHandle ingestJob(RunningCommand job) {
        return job.descendants().stream()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError("the job has ended: " + job.soFar().describe()));
    }

    private void contribute() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            lines.add(
                    "{\"contributor\":\"ann\",\"document\":\"d-" + sent + "\",\"text\":\"Text number " + sent + "\"}");
            sent++;
        }
        Path file = Files.write(home.resolveSibling("lines-" + sent + ".jsonl"), lines);
        command("contribute", "waters", file.toString()).run().expect(0);
    }

    private JsonNode status() {
        return command("ingest", "status", "--json").run().expect(0).json();
    }

    private void awaitTaken(RunningCommand job) throws InterruptedException {
        for (int polls = 0;
                status().path("topics").findValues("lag").stream().anyMatch(lag -> lag.asInt() > 0);
                polls++) {
            ingestJob(job);
            assertThat(polls)
                    .as("looks until all is taken in: " + job.soFar().describe())
                    .isLessThan(POLLS_MAX);
            Thread.sleep(200);
        }
    }

    /** Maintains while the job is fed. */
    private void requireMaintained(RunningCommand job) throws IOException {
        try (RunningCommand maintenance = maintenance().start()) {
            while (maintenance.handle().isAlive()) {
                contribute();
            }
            JsonNode tables = maintenance.await().expect(0).json().path("tables");
            assertThat(tables).hasSize(TABLES.size());
            assertThat(tables.findValue("files").asInt())
                    .as("small files of " + tables.get(0))
                    .isPositive();
            assertThat(tables.findValue("snapshotsExpired").asInt())
                    .as("snapshots expired of " + tables.get(0))
                    .isPositive();
        }
        ingestJob(job);
    }

    private void requireMaintained() {
        maintenance().run().expect(0);
    }

    private Command maintenance() {
        return command("lake", "maintain")
                .with(TABLES.toArray(String[]::new))
                .with("--older-than", "0s", "--apply", "--json");
    }

    private void requireEverythingOnce() {
        JsonNode contributions = command("ingest", "audit", "--json")
                .run()
                .expect(0)
                .json()
                .path("topics")
                .get(0);
        assertThat(contributions.path("topic").asText()).isEqualTo("contributions");
        assertThat(contributions.path("accepted").asInt()).isEqualTo(sent);
        assertThat(contributions.path("rejected").asInt()).isZero();
        assertThat(contributions.path("findings")).isEmpty();
    }
}
