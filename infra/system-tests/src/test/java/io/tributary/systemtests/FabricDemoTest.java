// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The demo on a real Fabric network, where Fabric's programs are on PATH or in the folder that the environment variable
 * TRIBUTARY_FABRIC_BIN names. Each test takes the network's next epoch.
 */
@Tag("slow")
class FabricDemoTest extends DisputeStory {
    private static final List<String> ORGANISATIONS = List.of("org1", "org2", "org3");

    private static final Path HOME = DemoRun.newHome("fabric");

    private static DemoRun demo;

    @BeforeAll
    static void runTheDemoOrSkip() {
        Outcome outcome = DemoRun.command(HOME, 1, DemoRun.Size.SMALL, "--ledger", "fabric")
                .where("PATH", programs())
                .run();
        if (outcome.exitCode() == 3 && outcome.err().startsWith("error: Hyperledger Fabric's programs ")) {
            Sandbox.skip("no Fabric binaries");
        }
        demo = DemoRun.of(HOME, outcome);
    }

    private static String programs() {
        return Stream.of(System.getenv("TRIBUTARY_FABRIC_BIN"), System.getenv("PATH"))
                .filter(folders -> folders != null && !folders.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Also what a demo that failed has left running. */
    @AfterAll
    static void stopTheNetwork() {
        if (Files.exists(HOME)) {
            Command.tributary("ledger", "down").at(HOME).run().expect(0);
        }
    }

    @Override
    protected Computed computed(String name) {
        String epoch = Integer.toString(epochs().size() + 1);
        // As many questions as have been asked before are those questions, so each epoch asks another number.
        demo.command("model", "ask", demo.report().get("modelId").asText(), "--questions", epoch)
                .run()
                .expect(0);
        demo.command("ingest", "run").run().expect(0);
        demo.command("epoch", "seal", epoch).run().expect(0);
        JsonNode attributed = demo.command("epoch", "attribute", epoch, "--json")
                .run()
                .expect(0)
                .json();
        return new Computed(
                demo, Long.parseLong(epoch), attributed.get("recordHash").asText());
    }

    private static JsonNode epochs() {
        return demo.command("ledger", "status", "--json").run().expect(0).json().at("/ledger/epochs");
    }

    @Override
    protected DemoRun settled(String name) {
        return demo;
    }

    @Override
    protected String written(DemoRun run) throws IOException {
        StringBuilder blocks = new StringBuilder();
        for (String organisation : ORGANISATIONS) {
            blocks.append(blocks(organisation));
        }
        return blocks.toString();
    }

    /** What an organisation's peer has on its own disk. */
    private static String blocks(String organisation) throws IOException {
        Path data = HOME.resolve("ledger/fabric/data").resolve(organisation);
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted().toList()) {
                if (file.getFileName().toString().startsWith("blockfile_")) {
                    text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return text.toString();
    }

    @Test
    void itsRecordIsThatOfTheEmbeddedLedger() {
        assertThat(demo.hashes()).isEqualTo(SharedDemos.small().hashes());
        assertThat(demo.report().get("attestations").asInt()).isEqualTo(ORGANISATIONS.size());
        assertThat(demo.report().get("state").asText()).isEqualTo("PAYABLE");
    }

    @Test
    void everyOrganisationsPeerHoldsTheEpoch() throws IOException {
        String recordHash = demo.hashes().get("recordHash");
        for (String organisation : ORGANISATIONS) {
            assertThat(blocks(organisation)).as(organisation).contains(recordHash);
            Path folder = HOME.resolve("history-" + organisation);
            demo.command("audit", "export", "-o", folder.toString(), "--org", organisation)
                    .run()
                    .expect(0);
            assertThat(Files.readString(folder.resolve("entries.jsonl")))
                    .as(organisation)
                    .contains("\"leafHash\":\"" + recordHash + "\"");
        }
    }

    @Test
    void itsProofVerifiesByTheProtocolJarAlone() throws IOException {
        Outcome verified = ProtocolJar.verify(
                Path.of(demo.report().get("proof").asText()),
                Path.of(demo.report().get("policy").asText()));
        assertThat(verified.expect(0).out()).startsWith("valid: ").hasLineCount(1);
    }
}
