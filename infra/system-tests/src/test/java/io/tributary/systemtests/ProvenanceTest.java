// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a text without a label, somebody's label and somebody's edit to payouts that conserve and that a plain reader finds again. */
@Tag("slow")
class ProvenanceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LABELS = List.of("inland", "sea");
    private static final Random RANDOM = new Random(23);

    @TempDir
    Path home;

    @Test
    void whoeverLabelsAndEditsEarnsHisPartOfWhatTheTextEarns() throws IOException {
        Files.write(home.resolve("tributary.properties"), List.of("heldout.minimum=8", "pay.rule=rows/v1"));
        run(
                "datanet",
                "create",
                "waters",
                "--title",
                "Waters",
                "--licence",
                "CC0-1.0",
                "--held-out",
                heldOut("held-1"));
        List<ObjectNode> texts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            texts.add(line("ann", "a-" + i, "", text(LABELS.get(i % 2), 140)));
            texts.add(line("bob", "b-" + i, LABELS.get(i % 2), text(LABELS.get(i % 2), 140)));
        }
        contribute(texts);
        run("datanet", "publish", "waters");
        run("datanet", "hold-out", "waters", heldOut("held-2"));

        Map<String, String> ids = new TreeMap<>();
        rows("select title, record_id from datanets.waters")
                .forEach(row ->
                        ids.put(row.get("title").asText(), row.get("record_id").asText()));
        List<ObjectNode> links = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            links.add(line("carol", "l-" + i, LABELS.get(i % 2), "")
                    .put("kind", "label")
                    .put("parent", ids.get("a-" + i)));
        }
        for (int i = 0; i < 2; i++) {
            String before = texts.get(2 * i + 1).get("text").asText();
            String after = before.substring(before.indexOf(' ', before.length() / 4) + 1) + text(LABELS.get(i % 2), 35);
            links.add(line("dave", "e-" + i, "", after).put("kind", "edit").put("parent", ids.get("b-" + i)));
        }
        links.add(line("eve", "x-0", "sea", "").put("kind", "label").put("parent", ids.get("b-2")));
        contribute(links);
        List<String> accept = new ArrayList<>(List.of("datanet", "review", "waters", "--accept"));
        Set<String> others = new HashSet<>();
        json("datanet", "review", "waters", "--waiting").get("waiting").forEach(item -> {
            assertThat(item.get("review").asText()).isEqualTo("none");
            boolean edit = item.get("kind").asText().equals("edit");
            assertThat(item.get("label").asText()).isIn(edit ? List.of("") : LABELS);
            assertThat(item.get("text").asText().isEmpty()).isEqualTo(!edit);
            assertThat(item.path("changed").asInt()).isBetween(edit ? 25 : 0, edit ? 35 : 0);
            (item.get("contributor").asText().equals("eve") ? others : accept)
                    .add(item.get("recordId").asText());
        });
        assertThat(others).hasSize(1);
        assertThat(accept).hasSize(14);
        run(accept.toArray(String[]::new));
        JsonNode published = json("datanet", "publish", "waters");
        assertThat(published.get("refused").get(0).get("rule").asText()).isEqualTo("record/v1#review");
        assertThat(published.get("records").asInt()).isEqualTo(26);

        String receipt = epoch();
        assertShares();
        Outcome explained =
                tributary("payout", "explain", receipt, "--top", "40").run().expect(0);
        assertThat(explained.out()).contains("x 3000/10000 (label, by carol, record ", " labels ");
        assertThat(explained.out()).contains("ann and carol");
        run("audit", "replay");
    }

    /** Trains, asks and computes epoch 1; a receipt of it. */
    private String epoch() throws IOException {
        Path model = Files.writeString(
                home.resolve("model.yaml"),
                "kind: linear\nname: waters_l\ndatanet: waters/v2\ntrainer: newton\nlambda: 2^-10\nfloor-ppm: 0\n");
        run("model", "train", model.toString());
        run("ledger", "deposit", "caller-1", "100000000");
        for (int i = 0; i < 3; i++) {
            run("model", "ask", "waters_l", text(LABELS.get(i % 2), 60), "--payer", "caller-1");
        }
        run("ingest", "run");
        run("epoch", "seal", "1");
        run("epoch", "attribute", "1");
        assertThat(json("epoch", "recompute", "1").path("equal").asText()).isEqualTo("true");
        return rows("select min(receipt_id) as id from attribution.receipts where epoch = 1")
                .get(0)
                .get("id")
                .asText();
    }

    private void assertShares() {
        Map<String, Long> micros = new TreeMap<>();
        rows("select c.contributor_id as who, p.role as role, sum(p.amount) as micros from rewards.payouts p"
                        + " join registry.contributors c on c.payee = p.payee where p.epoch = 1 group by 1, 2")
                .forEach(row -> micros.put(
                        row.get("who").asText() + " " + row.get("role").asText(),
                        row.get("micros").asLong()));
        assertThat(micros).containsKeys("ann data", "bob data", "carol label", "dave data");
        // Every row that ann has a part in is labelled by carol.
        assertThat(3 * micros.get("ann data"))
                .isBetween(7 * micros.get("carol label") - 10, 7 * micros.get("carol label") + 10);
        JsonNode sums = rows("select e.pool as pool, e.undistributed as rest, (select sum(amount) from rewards.payouts"
                        + " where epoch = 1) as paid from rewards.epochs e where e.epoch = 1")
                .get(0);
        assertThat(sums.get("paid").asLong() + sums.get("rest").asLong())
                .isEqualTo(sums.get("pool").asLong());
    }

    private static ObjectNode line(String contributor, String document, String label, String text) {
        return JSON.createObjectNode()
                .put("contributor", contributor)
                .put("document", document)
                .put("title", document)
                .put("label", label)
                .put("text", text);
    }

    private void contribute(List<ObjectNode> lines) throws IOException {
        Path file = Files.createTempFile(home, "lines-", ".jsonl");
        Files.write(file, lines.stream().map(ObjectNode::toString).toList());
        run("contribute", "waters", file.toString(), "--consent", "training");
        run("ingest", "run");
    }

    private String heldOut(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            lines.add(line("held", name + "-" + i, LABELS.get(i % 2), text(LABELS.get(i % 2), 130))
                    .toString());
        }
        return Files.write(home.resolve(name + ".jsonl"), lines).toString();
    }

    /** Words of which half are said of one label alone. */
    private static String text(String label, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            String word = RANDOM.nextBoolean() ? "word" + RANDOM.nextInt(300) : label + RANDOM.nextInt(60);
            text.append(word).append(' ');
        }
        return text.toString();
    }

    private Command tributary(String... arguments) {
        return Command.tributary(arguments).at(home);
    }

    private void run(String... arguments) {
        tributary(arguments).run().expect(0);
    }

    private JsonNode json(String... arguments) {
        return tributary(arguments).with("--json").run().expect(0).json();
    }

    private List<JsonNode> rows(String query) {
        return tributary("sql", "--format", "jsonl", query).run().expect(0).rows();
    }
}
