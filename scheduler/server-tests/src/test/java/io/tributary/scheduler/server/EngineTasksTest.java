// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks that a real server's worker submits to Spark and Flink, in homes laid out from Maven's jars. */
@Tag("slow")
class EngineTasksTest {
    private static final Path WORKFLOWS = Ran.REPOSITORY.resolve("scheduler/workflows");
    private static final String SPARK = "attribution-jobs/spark";
    private static final String FLINK = "ingestion/flink";
    private static final String INGESTION = "io.tributary.ingestion.flink.IngestJob";

    private static Path home;
    private static Path folder;

    @BeforeAll
    static void layOutHomesOrSkip() throws IOException, InterruptedException {
        DolphinServer server = SharedServer.orSkip();
        home = SharedServer.homeWithAnEpoch();
        folder = SharedServer.folder("engines");
        server.upload("tributary-attribution.jar", EngineHomes.jar(SPARK));
        server.upload("tributary-ingestion-flink.jar", EngineHomes.jar(FLINK));
        String jars = EngineHomes.ours(SPARK).stream().map(Path::toString).collect(Collectors.joining(","));
        String config = "export JAVA_HOME='" + System.getProperty("java.home") + "'\n"
                + "export SPARK_HOME2='" + EngineHomes.spark() + "'\n"
                + "export PATH='" + EngineHomes.flink().resolve("bin") + "':\"$PATH\"\n"
                + "export TRIBUTARY_JARS='" + jars + "'\n";
        server.call(
                "POST",
                "/environment/create",
                Map.of("name", "engines", "config", config, "workerGroups", "[\"default\"]", "description", ""));
    }

    /** The shipped workflow without its last step, which would end what other tests go on with. */
    private static Path withoutProposal() throws IOException {
        String text = Files.readString(WORKFLOWS.resolve("epoch-close-spark.yaml"));
        int proposal = text.indexOf("  - name: propose");
        assertThat(proposal).isPositive();
        return Files.writeString(
                folder.resolve("epoch-spark.yaml"),
                text.substring(0, proposal).replace("name: epoch-close-spark", "name: epoch-spark"));
    }

    private static void start(Path file, String... parameters) throws InterruptedException {
        Ran.of(home, "job", "validate", file.toString()).expect(0);
        Ran.of(home, "job", "apply", file.toString()).expect(0);
        String[] words = {"job", "run", file.toString(), "--key", "k"};
        Ran.of(home, Stream.concat(Stream.of(words), Stream.of(parameters)).toArray(String[]::new))
                .expect(0);
    }

    /** Waits until the program of a task is there, with the run's marker. */
    private static void awaitProgram(String workflow, String program) throws InterruptedException {
        await(program, () -> Ran.processesOf(workflow + "/k").stream().anyMatch(line -> line.contains(program)));
    }

    private static void await(String what, BooleanSupplier there) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
        while (!there.getAsBoolean()) {
            assertThat(System.nanoTime()).as("no " + what).isLessThan(end);
            Thread.sleep(100);
        }
    }

    private static void cancelWithoutAProcessLeft(String workflow) throws InterruptedException {
        Ran cancelled = Ran.of(home, "job", "cancel", workflow, "k", "--json").expect(0);
        assertThat(cancelled.json().at("/run/state").asText()).isEqualTo("stopped");
        assertThat(Ran.processesOf(workflow + "/k")).isEmpty();
    }

    private static void watchItSucceed(String workflow) throws InterruptedException {
        JsonNode ended =
                Ran.of(home, "job", "watch", workflow, "k", "--json").expect(0).json();
        assertThat(ended.at("/run/state").asText()).isEqualTo("succeeded");
    }

    @Test
    void theAttributionRunsBySparkSubmitAndGivesTheRecordOfTheCommandLine() throws Exception {
        start(withoutProposal(), "--param", "epoch=2");
        awaitProgram("epoch-spark", "io.tributary.attribution.AttributeJob");
        cancelWithoutAProcessLeft("epoch-spark");
        Ran.of(home, "job", "retry", "epoch-spark", "k");
        watchItSucceed("epoch-spark");
        JsonNode result = new ObjectMapper()
                .readTree(home.resolve("run/epoch-2.result.json").toFile());
        assertThat(result.path("recordHash").asText()).matches("[0-9a-f]{64}");
        assertThat(Ran.of(home, "epoch", "attribute", "2", "--json")
                        .expect(0)
                        .json()
                        .path("recordHash"))
                .isEqualTo(result.path("recordHash"));
    }

    @Test
    void theIngestionRunsByFlinkRunIsStoppedInTheMiddleAndLosesNothing() throws Exception {
        long before = inferences();
        Path shipped = WORKFLOWS.resolve("ingest-flink.yaml");
        Path following = Files.writeString(
                folder.resolve("follow-flink.yaml"),
                Files.readString(shipped)
                        .replace("name: ingest-flink", "name: follow-flink")
                        .replace("--drain ", ""));
        SharedServer.askAnotherQuestion(home);
        besideABroker(() -> {
            start(following);
            awaitProgram("follow-flink", INGESTION);
            await("checkpoint", EngineTasksTest::hasCheckpoint);
            cancelWithoutAProcessLeft("follow-flink");
        });
        SharedServer.askAnotherQuestion(home);
        besideABroker(() -> {
            start(shipped);
            watchItSucceed("ingest-flink");
        });
        assertThat(inferences()).isEqualTo(before + 2);
        JsonNode left = Ran.of(home, "ingest", "run", "--json").expect(0).json();
        assertThat(left.path("inferences").asText()).as(left.toString()).isEqualTo("0");
    }

    private static long inferences() throws InterruptedException {
        return Ran.of(home, "sql", "select count(*) as n from bronze.inferences", "--json")
                .expect(0)
                .json()
                .path("n")
                .asLong(-1);
    }

    /** Whether the job has read and written so much that a killed one would go on from there; a drained one leaves none. */
    private static boolean hasCheckpoint() {
        try (Stream<Path> files =
                Files.find(home.resolve("flink/checkpoints"), 4, (file, kind) -> file.endsWith("_metadata"))) {
            return files.findAny().isPresent();
        } catch (IOException | UncheckedIOException e) {
            // A folder went while it was looked at.
            return false;
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void besideABroker(Step step) throws Exception {
        Process broker = broker();
        try {
            step.run();
        } finally {
            broker.destroy();
            broker.waitFor();
        }
    }

    private static Process broker() throws IOException {
        Path module = Path.of("ingestion/broker");
        String classPath = EngineHomes.jar(module.toString())
                + File.pathSeparator
                + EngineHomes.classPath(module.toString()).stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator));
        Process broker = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "io.tributary.ingestion.broker.EmbeddedBroker",
                        "--home",
                        home.toString()))
                .redirectError(folder.resolve("broker.err").toFile())
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(broker.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null && !line.startsWith("ready ")) {
            line = lines.readLine();
        }
        assertThat(line).as("the broker is ready").isNotNull();
        return broker;
    }
}
