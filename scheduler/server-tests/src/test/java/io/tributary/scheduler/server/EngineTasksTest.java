// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A task that a real server's worker submits to Spark, in a home laid out from Maven's jars. */
@Tag("slow")
class EngineTasksTest {
    private static final Path WORKFLOWS = Ran.REPOSITORY.resolve("scheduler/workflows");
    private static final String SPARK = "attribution-jobs/spark";

    private static Path home;
    private static Path folder;

    @BeforeAll
    static void layOutHomesOrSkip() throws IOException, InterruptedException {
        DolphinServer server = SharedServer.orSkip();
        home = SharedServer.homeWithAnEpoch();
        folder = SharedServer.folder("engines");
        server.upload("tributary-attribution.jar", EngineHomes.jar(SPARK));
        String jars = EngineHomes.ours(SPARK).stream().map(Path::toString).collect(Collectors.joining(","));
        String config = "export JAVA_HOME='" + System.getProperty("java.home") + "'\n"
                + "export SPARK_HOME2='" + EngineHomes.spark() + "'\n"
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

    /** Starts a run, ends it while the program is at work, and goes on with it to its end. */
    private static JsonNode stopAndGoOn(Path file, String workflow, String program, String... parameters)
            throws Exception {
        Ran.of(home, "job", "validate", file.toString()).expect(0);
        Ran.of(home, "job", "apply", file.toString()).expect(0);
        String[] words = {"job", "run", file.toString(), "--key", "k"};
        String[] all = java.util.stream.Stream.of(words, parameters)
                .flatMap(java.util.stream.Stream::of)
                .toArray(String[]::new);
        Ran.of(home, all).expect(0);
        String marker = workflow + "/k";
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
        while (Ran.processesOf(marker).stream().noneMatch(line -> line.contains(program))) {
            assertThat(System.nanoTime()).as("no " + program + " was started").isLessThan(end);
            Thread.sleep(100);
        }
        Ran cancelled = Ran.of(home, "job", "cancel", workflow, "k", "--json").expect(0);
        assertThat(cancelled.json().at("/run/state").asText()).isEqualTo("stopped");
        assertThat(Ran.processesOf(marker)).isEmpty();
        Ran.of(home, "job", "retry", workflow, "k");
        return Ran.of(home, "job", "watch", workflow, "k", "--json").expect(0).json();
    }

    @Test
    void theAttributionRunsBySparkSubmitAndGivesTheRecordOfTheCommandLine() throws Exception {
        JsonNode ended = stopAndGoOn(
                withoutProposal(), "epoch-spark", "io.tributary.attribution.AttributeJob", "--param", "epoch=2");
        assertThat(ended.at("/run/state").asText()).isEqualTo("succeeded");
        JsonNode result = new ObjectMapper()
                .readTree(home.resolve("run/epoch-2.result.json").toFile());
        assertThat(result.path("recordHash").asText()).matches("[0-9a-f]{64}");
        assertThat(Ran.of(home, "epoch", "attribute", "2", "--json")
                        .expect(0)
                        .json()
                        .path("recordHash"))
                .isEqualTo(result.path("recordHash"));
    }
}
