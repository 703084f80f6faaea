// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Contributions over HTTP, command by command, in a home folder of their own. */
class GatewayTest {
    private static final int POLL_MILLIS = 100;
    private static final int POLLS_MAX = 1_200;
    private static final int LINES = 40;
    private static final int LINES_PER_BATCH = 4;

    private Path home;
    private RunningCommand gateway;
    private String url;

    @BeforeEach
    void startANetworkAndItsGateway() throws Exception {
        home = DemoRun.newHome("gateway");
        Path file = Files.write(
                home.resolveSibling("datanet.yaml"),
                List.of(
                        "name: letters",
                        "title: Letters",
                        "licence: CC0-1.0",
                        "rules:",
                        "  id: letters/v1",
                        "  words-min: 5"));
        command("datanet", "create", "-f", file.toString()).run().expect(0);
    }

    private void start(String... settings) throws Exception {
        Files.write(home.resolve("tributary.properties"), List.of(settings));
        gateway = command("gateway", "up", "--port", "0", "--json").start();
        for (int polls = 0; gateway.soFar().out().isBlank() && polls < POLLS_MAX; polls++) {
            assertThat(gateway.handle().isAlive())
                    .as(gateway.soFar().describe())
                    .isTrue();
            Thread.sleep(POLL_MILLIS);
        }
        url = gateway.soFar().json().path("url").asText();
    }

    @AfterEach
    void end() {
        if (gateway != null) {
            gateway.close();
        }
        DemoRun.delete(home);
    }

    private Command command(String... arguments) {
        return Command.tributary(arguments).at(home);
    }

    private Path letters(int from, int count) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            lines.add("{\"document\":\"letter-" + i + "\",\"label\":\"" + (i % 2 == 0 ? "even" : "odd")
                    + "\",\"text\":\"Letter " + i + " says " + distinctWords(i) + "\"}");
        }
        return Files.write(home.resolveSibling("letters-" + from + ".jsonl"), lines);
    }

    private static String distinctWords(int number) {
        StringBuilder words = new StringBuilder();
        for (int word = 0; word < 60; word++) {
            words.append(" w").append(Integer.toString(7_919 * (60 * number + word) + 1, 36));
        }
        return words.toString();
    }

    @Test
    void aPromiseThatIsNotKeptIsShownByAFileThatVerifiesOffline() throws Exception {
        start("gateway.include-within=0s", "gateway.items-per-day=3");
        Path receipt = home.resolveSibling("receipt.json");
        JsonNode sent = command(
                        "contribute",
                        "letters",
                        letters(0, 2).toString(),
                        "--as",
                        "ann",
                        "--via",
                        url,
                        "--receipt",
                        receipt.toString(),
                        "--json")
                .run()
                .expect(0)
                .json();
        assertThat(sent.path("batches").asText()).isEqualTo("1");
        assertThat(sent.path("receipt").asText()).isEqualTo(receipt.toString());

        String quota = command("contribute", "letters", letters(10, 2).toString(), "--as", "ann", "--via", url)
                .run()
                .expectSentence(3);
        assertThat(quota).contains("quota.items", "3 items a day", "has sent 2", "outbox");
        Outcome checked = command("contribute", "letters", "--check", receipt.toString(), "--json")
                .run()
                .expect(1);
        JsonNode batch = checked.json().path("batches").get(0);
        assertThat(batch.path("fate").asText()).isEqualTo("promise broken");
        Path evidence = Path.of(batch.path("evidence").asText());

        Path export = home.resolveSibling("export");
        command("audit", "export", "--out", export.toString()).run().expect(0);
        String policy = export.resolve("policy.json").toString();
        assertThat(verify(evidence, policy).expect(0).out())
                .startsWith("valid: gateway gateway-org1 promised to anchor batch ")
                .contains(" of ann by ");
        String changed = Files.readString(evidence).replace("\"includeBy\":\"1", "\"includeBy\":\"0");
        verify(Files.writeString(home.resolveSibling("changed.json"), changed), policy)
                .expect(1);

        sendFromAMachineWithoutAHomeFolder();
        assertThat(command("gateway", "status", "--json")
                        .run()
                        .expect(0)
                        .json()
                        .path("status")
                        .path("taken")
                        .asText())
                .isEqualTo("2");
        command("gateway", "up").run().expectSentence(4);
        command("gateway", "down").run().expect(0);
        assertThat(gateway.await().exitCode()).isZero();
        command("gateway", "status").run().expectSentence(1);
    }

    /** All that he has is the file that he was given; his receipt is looked up where the network is. */
    private void sendFromAMachineWithoutAHomeFolder() throws IOException {
        Path invitation = home.resolveSibling("cy.invitation");
        command("gateway", "invite", "letters", "cy", "--out", invitation.toString())
                .run()
                .expect(0);
        Path receipt = home.resolveSibling("cy.receipt");
        Path nowhere = home.resolveSibling("nowhere");
        Command.tributary("contribute", "letters", letters(20, 2).toString())
                .with("--via", url, "--invitation", invitation.toString(), "--receipt", receipt.toString())
                .at(nowhere)
                .run()
                .expect(0);
        assertThat(nowhere).doesNotExist();
        assertThat(command("contribute", "letters", "--check", receipt.toString())
                        .run()
                        .expectSentence(1))
                .contains("batch 0 of cy: promise broken");
    }

    private static Outcome verify(Path evidence, String policy) {
        return Command.java(
                        "-cp",
                        Command.REPOSITORY
                                .resolve("lakehouse/protocol/target/classes")
                                .toString(),
                        "io.tributary.protocol.verify.Verify",
                        "verify",
                        evidence.toString(),
                        "--policy",
                        policy)
                .run();
    }

    @Test
    @Tag("slow")
    void whatAKilledCommandLeftGoesOnAndEveryRecordIsFoundInTheVersion() throws Exception {
        start("ingest.checkpoint-interval=1s");
        Path receipt = home.resolveSibling("receipt.json");
        Command contribute = command(
                "contribute",
                "letters",
                letters(0, LINES).toString(),
                "--as",
                "ann",
                "--via",
                url,
                "--receipt",
                receipt.toString(),
                "--json");
        try (RunningCommand first = contribute.start()) {
            for (int polls = 0; first.errorLines() < 2 && first.handle().isAlive() && polls < POLLS_MAX; polls++) {
                Thread.sleep(POLL_MILLIS / 10);
            }
            first.handle().destroyForcibly();
            first.await();
        }
        contribute.run().expect(0);
        assertThat(fates(receipt)).containsExactly("pending");
        Path shortOne = Files.writeString(
                home.resolveSibling("short.jsonl"), "{\"document\":\"s\",\"label\":\"odd\",\"text\":\"Too short\"}\n");
        Path refused = home.resolveSibling("refused.json");
        command(
                        "contribute",
                        "letters",
                        shortOne.toString(),
                        "--as",
                        "bea",
                        "--via",
                        url,
                        "--receipt",
                        refused.toString())
                .run()
                .expect(0);
        command("ingest", "run").run().expect(0);
        command("datanet", "publish", "letters").run().expect(0);
        assertThat(fates(receipt)).containsExactly("included");
        JsonNode batches = check(receipt).json().path("batches");
        assertThat(batches).hasSize(LINES / LINES_PER_BATCH);
        TreeSet<String> records = new TreeSet<>();
        for (JsonNode batch : batches) {
            for (JsonNode record : batch.path("records")) {
                assertThat(record.path("fate").asText()).isEqualTo("in v1");
                records.add(record.path("recordId").asText());
            }
        }
        assertThat(records).hasSize(LINES);
        assertThat(command("contribute", "letters", "--check", refused.toString())
                        .run()
                        .expectSentence(1))
                .contains("batch 0 of bea: rejected", "rejected by rule letters/v1#length: 2 words, want 5 or more");
        command("ingest", "audit").run().expect(0);
    }

    private Outcome check(Path receipt) {
        return command("contribute", "letters", "--check", receipt.toString(), "--json")
                .run()
                .expect(0);
    }

    private TreeSet<String> fates(Path receipt) {
        TreeSet<String> fates = new TreeSet<>();
        check(receipt)
                .json()
                .path("batches")
                .forEach(batch -> fates.add(batch.path("fate").asText()));
        return fates;
    }
}
