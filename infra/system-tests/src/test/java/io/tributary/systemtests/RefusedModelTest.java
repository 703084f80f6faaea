// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A model that nobody can train again stops no epoch: organisations refuse it, and the epoch goes on without its receipts' money. */
@Tag("slow")
class RefusedModelTest {
    @Test
    void anEpochWhoseModelIsRefusedIsRecomputedAndFinalWithoutItsMoney() throws IOException {
        DemoRun demo = Fork.beforeProposal(SharedDemos.small(), "refused-model");
        String model =
                show(demo, "model", "list").get("models").get(0).get("modelId").asText();
        JsonNode before = show(demo, "epoch", "show", "1").get("record");
        assertThat(before.get("paid").asLong()).isPositive();
        Outcome honest = demo.command("model", "refuse", model, "--org", "org1").run();
        assertThat(honest.expectSentence(1)).contains("org1 refuses nothing");

        silence(demo, model);
        demo.command("lab", "tamper", "held-out", "--datanet", "speeches").run().expect(0);
        JsonNode first = refuse(demo, model, "org1");
        assertThat(first.get("reason").asText()).contains("registry.heldout of speeches has root");
        refuse(demo, model, "org2");

        demo.command("epoch", "attribute", "1").run().expect(0);
        for (String engine : new String[] {"local", "spark"}) {
            demo.command("epoch", "recompute", "1", "--engine", engine).run().expect(0);
        }
        demo.command("epoch", "propose", "1", "--org", "org1").run().expect(0);
        for (String organisation : new String[] {"org2", "org3"}) {
            demo.command("epoch", "attest", "1", "--org", organisation).run().expect(0);
        }
        demo.command("epoch", "finalise", "1").run().expect(0);
        JsonNode shown = show(demo, "epoch", "show", "1");
        assertThat(shown.get("state").asText()).isEqualTo("PAYABLE");
        JsonNode record = shown.get("record");
        assertThat(record.get("receiptsRoot")).as("nobody loses a receipt").isEqualTo(before.get("receiptsRoot"));
        assertThat(record.get("pool").asLong() + record.get("shareCount").asLong())
                .isZero();
        assertThat(record.get("modelHashes")).isEmpty();
        assertThat(demo.command("audit", "replay").run().expectSentence(1))
                .as("what was tampered with is found, too")
                .contains("registry.heldout of speeches has root");
    }

    /** While the lake does not answer nobody refuses anything. */
    private static void silence(DemoRun demo, String model) throws IOException {
        Path catalog = demo.home().resolve("lake").resolve("catalog.db");
        Path away = catalog.resolveSibling("away.db");
        Files.move(catalog, away);
        try {
            demo.command("model", "refuse", model, "--org", "org1").run().expectSentence(3);
        } finally {
            Files.move(away, catalog, StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(Files.readString(Fork.journal(demo))).doesNotContain("model-refusal");
    }

    private static JsonNode refuse(DemoRun demo, String model, String organisation) {
        return demo.command("model", "refuse", model, "--org", organisation, "--json")
                .run()
                .expect(0)
                .json();
    }

    private static JsonNode show(DemoRun demo, String... words) {
        return demo.command(words).with("--json").run().expect(0).json();
    }
}
