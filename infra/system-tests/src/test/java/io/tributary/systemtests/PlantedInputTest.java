// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Bad input between good input: each refused by its own rule, and the good not touched. */
@ResourceLock(SharedDemos.PLAYGROUND)
class PlantedInputTest {
    private static final Map<String, Long> PLANTED = new TreeMap<>(Map.of(
            "json.syntax", 1L,
            "json.duplicate-key", 1L,
            "record.too-large", 1L,
            "signature.missing", 1L,
            "signature.invalid", 1L,
            "datanet.mismatch", 1L,
            "sequence.replayed", 1L,
            "json.number", 1L));
    private static final int GOOD = 3;

    @TempDir
    Path folder;

    @Test
    void eachIsRefusedByItsRuleAndTheGoodOnesArrive() throws IOException {
        DemoRun demo = SharedDemos.playground();
        Map<String, Long> refusedBefore = refused(demo);
        long acceptedBefore = accepted(demo);

        send(demo, "before");
        demo.command("lab", "plant", "speeches").run().expect(0);
        send(demo, "after");
        demo.command("ingest", "run").run().expect(0);

        Map<String, Long> refused = refused(demo);
        refusedBefore.forEach((rule, count) -> refused.merge(rule, -count, Long::sum));
        refused.values().removeIf(count -> count == 0);
        assertThat(refused).isEqualTo(PLANTED);
        assertThat(accepted(demo) - acceptedBefore)
                .as("contributions that arrived")
                .isEqualTo(2 * GOOD);
        demo.command("ingest", "audit").run().expect(0);
        demo.expectSameRecord("--engine", "local");
    }

    private void send(DemoRun demo, String name) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < GOOD; i++) {
            lines.add("{\"document\":\"" + name + "-" + i + "\",\"label\":\"1790-1852\",\"title\":\"A letter\","
                    + "\"text\":\"Letter number " + i + " sent " + name + " the bad ones.\"}");
        }
        Path file = Files.write(folder.resolve(name + ".jsonl"), lines);
        demo.command("contribute", "speeches", file.toString(), "--as", "ann")
                .run()
                .expect(0);
    }

    private static Map<String, Long> refused(DemoRun demo) {
        Map<String, Long> counts = new TreeMap<>();
        for (JsonNode row : demo.sql("select rule, count(*) as refused, count_if(coalesce(reason, '') = '') as silent "
                + "from bronze.rejections group by rule")) {
            assertThat(row.get("silent").asLong())
                    .as("refusals without a reason in %s", row)
                    .isZero();
            counts.put(row.get("rule").asText(), row.get("refused").asLong());
        }
        return counts;
    }

    private static long accepted(DemoRun demo) {
        return demo.sqlRow("select count(*) as accepted from bronze.contributions")
                .get("accepted")
                .asLong();
    }
}
