// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The life of an epoch as jobs of a real server: the second epoch of a small demo, in the order of its steps. */
@Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EpochJobsTest {
    private static final Path CLOSE = Ran.REPOSITORY.resolve("scheduler/workflows/epoch-close.yaml");
    private static final Path ATTEST = Ran.REPOSITORY.resolve("scheduler/workflows/epoch-attest.yaml");

    private static DolphinServer server;
    private static Path home;

    @BeforeAll
    static void makeAnEpochOrSkip() throws IOException, InterruptedException {
        server = SharedServer.orSkip();
        home = SharedServer.homeWithAnEpoch();
    }

    @Test
    @Order(1)
    void aRunThatIsCancelledDuringSparkLeavesNoProcessAndGoesOnWhenRetried() throws Exception {
        Ran.of(home, "job", "apply", CLOSE.toString()).expect(0);
        Ran.of(home, "job", "run", CLOSE.toString(), "--key", "epoch-2", "--param", "epoch=2")
                .expect(0);
        String marker = "epoch-close/epoch-2";
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
        while (Ran.processesOf(marker).stream()
                .noneMatch(line -> line.contains("io.tributary.attribution.AttributeJob"))) {
            assertThat(System.nanoTime()).as("no Spark job was started").isLessThan(end);
            Thread.sleep(100);
        }
        Ran cancelled = Ran.of(home, "job", "cancel", "epoch-close", "epoch-2", "--json")
                .expect(0);
        assertThat(cancelled.json().at("/run/state").asText()).isEqualTo("stopped");
        assertThat(Ran.processesOf(marker)).isEmpty();
        Ran.of(home, "job", "retry", "epoch-close", "epoch-2");
        Ran.of(home, "job", "watch", "epoch-close", "epoch-2").expect(0);
    }

    @Test
    @Order(2)
    void theSameKeyIsTheSameRunAndItsRecordIsThatOfTheCommandLine() throws Exception {
        String[] run = {"job", "run", CLOSE.toString(), "--key", "epoch-2", "--param", "epoch=2", "--json"};
        assertThat(Ran.of(home, run).expect(0).json().at("/run/id"))
                .isEqualTo(Ran.of(home, run).expect(0).json().at("/run/id"));
        JsonNode runs = Ran.of(home, "job", "list", "epoch-close", "--json")
                .expect(0)
                .json()
                .path("runs");
        assertThat(runs).hasSize(1);
        String recomputed = recordHash("recompute", "--engine", "local");
        assertThat(recordHash("show")).isEqualTo(recomputed);
        // Dispatched twice, as happens: each step finds what it made.
        for (String step : List.of("seal", "attribute", "propose")) {
            Ran.of(home, "epoch", step, "2").expect(0);
        }
        Ran.of(home, "job", "rerun", "epoch-close", "epoch-2");
        Ran.of(home, "job", "watch", "epoch-close", "epoch-2").expect(0);
        assertThat(recordHash("show")).isEqualTo(recomputed);
    }

    private static String recordHash(String verb, String... more) throws InterruptedException {
        String[] words = new String[more.length + 4];
        words[0] = "epoch";
        words[1] = verb;
        words[2] = "2";
        words[3] = "--json";
        System.arraycopy(more, 0, words, 4, more.length);
        String hash = Ran.of(home, words).expect(0).json().path("recordHash").asText();
        assertThat(hash).matches("[0-9a-f]{64}");
        return hash;
    }

    @Test
    @Order(3)
    void anOrganisationAttestsWithItsOwnTokenAndKeyAndNotWithAnothersKey() throws Exception {
        String token = server.tokenOfNewUser("org2");
        Path wrong = member(token, "wrong", "org1");
        assertThat(Ran.of(home, attest(wrong, "run", ATTEST.toString(), "--key", "wrong-key", "--param", "epoch=2"))
                        .expect(0)
                        .out())
                .contains("wrong-key");
        Ran refused = Ran.of(home, attest(wrong, "watch", "epoch-attest", "wrong-key"))
                .expect(1);
        assertThat(refused.sentence()).contains("task attest failed");
        assertThat(attestations()).doesNotContain("org2");

        Path right = member(token, "right", "org2");
        Ran.of(home, attest(right, "run", ATTEST.toString(), "--key", "own-key", "--param", "epoch=2"))
                .expect(0);
        Ran.of(home, attest(right, "watch", "epoch-attest", "own-key")).expect(0);
        assertThat(attestations()).contains("org2");
    }

    private static String[] attest(Path configuration, String verb, String... more) {
        java.util.List<String> words = new java.util.ArrayList<>(List.of("job", verb));
        words.addAll(List.of(more));
        if (verb.equals("run")) {
            words.addAll(List.of("--param", "org=org2"));
        }
        words.addAll(List.of("--config", configuration.toString()));
        return words.toArray(String[]::new);
    }

    /** The configuration of org2, with the key of an organisation as its secret; its workflows are a project of its own. */
    private static Path member(String token, String name, String keyOf) throws Exception {
        Path folder = SharedServer.folder("member-" + name);
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.copy(home.resolve("keys/organisation").resolve(keyOf + ".key"), secrets.resolve("org-key"));
        Path file = folder.resolve("tributary.properties");
        SharedServer.configure(file, "org2-" + name, token, "scheduler.secrets=" + secrets);
        Ran.of(home, "job", "apply", ATTEST.toString(), "--config", file.toString())
                .expect(0);
        return file;
    }

    private static String attestations() throws InterruptedException {
        return Ran.of(home, "epoch", "show", "2", "--json")
                .expect(0)
                .json()
                .path("attestations")
                .toString();
    }
}
