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
        Bronze before = Bronze.of(demo);

        send(demo, "before");
        demo.command("lab", "plant", "speeches").run().expect(0);
        send(demo, "after");
        demo.command("ingest", "run").run().expect(0);

        Bronze after = Bronze.of(demo);
        Map<String, Long> refused = new TreeMap<>(after.refused());
        before.refused().forEach((rule, count) -> refused.merge(rule, -count, Long::sum));
        refused.values().removeIf(count -> count == 0);
        assertThat(refused).isEqualTo(PLANTED);
        assertThat(after.accepted() - before.accepted())
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

    /**
     * What was taken in so far.
     *
     * @param refused how much by which rule
     * @param accepted contributions
     */
    private record Bronze(Map<String, Long> refused, long accepted) {
        /** In a demo, which has refused something. */
        static Bronze of(DemoRun demo) {
            Map<String, Long> refused = new TreeMap<>();
            long accepted = 0;
            for (JsonNode row : demo.sql(
                    "select rule, count(*) as refused, count_if(coalesce(reason, '') = '') as silent, "
                            + "(select count(*) from bronze.contributions) as accepted from bronze.rejections group by rule")) {
                assertThat(row.get("silent").asLong())
                        .as("refusals without a reason in %s", row)
                        .isZero();
                refused.put(row.get("rule").asText(), row.get("refused").asLong());
                accepted = row.get("accepted").asLong();
            }
            return new Bronze(refused, accepted);
        }
    }
}
