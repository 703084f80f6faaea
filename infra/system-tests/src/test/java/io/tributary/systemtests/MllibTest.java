// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A model that starts at Spark MLlib's optimum earns like one that starts at zero: members make it again from its anchored start. */
@ResourceLock(SharedDemos.PLAYGROUND)
class MllibTest {
    private static final String MODEL_FILE = "kind: linear\n"
            + "name: era_l\n"
            + "datanet: speeches/v1\n"
            + "trainer: mllib\n"
            + "lambda: 2^-10\n"
            + "floor-ppm: 0\n";

    @TempDir
    Path folder;

    @Tag("slow")
    @Test
    void anEpochThatItServedIsRecomputedWithoutSpark() throws IOException {
        DemoRun demo = SharedDemos.playground();
        Path file = Files.writeString(folder.resolve("model.yaml"), MODEL_FILE);
        JsonNode trained = demo.command("model", "train", file.toString(), "--json")
                .run()
                .expect(0)
                .json();
        String modelId = trained.get("modelId").asText();
        JsonNode starts = demo.sqlRow("select max(length(start_theta)) filter (where model_id = '" + modelId
                + "') as mllib, max(length(start_theta)) filter (where model_id <> '" + modelId
                + "') as newton, max(eval_ppm) - min(eval_ppm) as difference from models.versions");
        assertThat(starts.get("mllib").asInt()).isPositive();
        assertThat(starts.get("newton").asInt()).isZero();
        assertThat(starts.get("difference").asInt())
                .as("both certify the same optimum, so both are right as often")
                .isLessThan(5_000);

        demo.command("model", "ask", modelId, "--questions", "2").run().expect(0);
        demo.command("ingest", "run").run().expect(0);
        demo.command("epoch", "seal", "2").run().expect(0);
        demo.command("epoch", "attribute", "2").run().expect(0);
        assertThat(demo.sqlRow(
                                "select count(*) as receipts, min(model) as model from attribution.receipts where epoch = 2")
                        .get("model")
                        .asText())
                .isEqualTo(modelId);
        Outcome recomputed =
                demo.command("epoch", "recompute", "2", "--json").run().expect(0);
        assertThat(recomputed.json().path("equal").asText()).isEqualTo("true");
    }
}
