// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.influence.Dictionary;
import io.tributary.influence.DocumentFrequencies;
import io.tributary.influence.Passage;
import io.tributary.influence.Passages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Against vectors that an implementation in another language made from the page. */
class FirstUseVectorsTest {
    private static final Path FILE = Path.of("..", "..", "lakehouse", "protocol", "spec", "vectors", "first-use.txt");

    private record Stream(String contributor, String label) {}

    private record Said(long order, String text) {}

    private record Cut(String contributor, PlacedTokens passage) {}

    private final Map<Stream, List<Said>> streams = new LinkedHashMap<>();
    private final Map<String, String> want = new TreeMap<>();
    private final FirstUsers users = new FirstUsers();

    @Test
    void rowsAreThoseOfTheVectors() throws IOException {
        read();
        Map<String, String> got = new TreeMap<>();
        Map<String, Cut> left = byPhrases(got);
        DocumentFrequencies frequencies = new DocumentFrequencies();
        left.values().forEach(cut -> frequencies.add(cut.passage().tokens()));
        WordWeights weights = new WordWeights(
                frequencies.counts(),
                frequencies.passages(),
                Dictionary.select(frequencies.counts(), frequencies.passages()));
        List<SaidWindow> windows = new ArrayList<>();
        streams.forEach((stream, said) -> {
            SaidWindows cut = new SaidWindows(weights, stream.contributor());
            said.forEach(record -> cut.add(record.order(), record.text()));
            windows.addAll(cut.finish());
        });
        FirstWords words = new FirstWords(weights, windows);
        left.forEach((row, cut) -> {
            boolean repeats = words.repeats(Set.of(cut.contributor()), weights.bag(cut.passage()));
            got.put(row, repeats ? "v2" : "kept");
        });

        assertThat(want).containsValues("kept", "v1", "v2");
        assertThat(got).isEqualTo(want);
    }

    private Map<String, Cut> byPhrases(Map<String, String> got) {
        Map<String, Cut> left = new TreeMap<>();
        streams.forEach((stream, said) -> {
            if (stream.label().equals("-")) {
                return;
            }
            List<Long> orders = said.stream().map(Said::order).toList();
            List<Passage> passages = Passages.cut(said.stream().map(Said::text).toList());
            for (int p = 0; p < passages.size(); p++) {
                String row = stream.contributor() + "/" + stream.label() + "/" + p;
                PlacedTokens passage = passages.get(p).placed(orders);
                if (users.repeats(Set.of(stream.contributor()), passage)) {
                    got.put(row, "v1");
                } else {
                    left.put(row, new Cut(stream.contributor(), passage));
                }
            }
        });
        return left;
    }

    private void read() throws IOException {
        for (String line : Files.readString(FILE, StandardCharsets.UTF_8).split("\n")) {
            int at = line.indexOf(" = ");
            if (line.startsWith("record.")) {
                String[] parts = line.substring(at + 3).split(" ", 3);
                long order = Long.parseLong(line.substring("record.".length(), at));
                users.add(parts[0], order, parts[2]);
                streams.computeIfAbsent(new Stream(parts[0], parts[1]), none -> new ArrayList<>())
                        .add(new Said(order, parts[2]));
            } else if (line.startsWith("row.")) {
                want.put(line.substring("row.".length(), at), line.substring(at + 3));
            }
        }
    }
}
