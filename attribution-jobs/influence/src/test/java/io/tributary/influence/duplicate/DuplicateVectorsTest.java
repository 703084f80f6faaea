// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against vectors that an implementation in another language made from the page. */
class DuplicateVectorsTest {
    private static final Path FILE = Path.of("..", "..", "lakehouse", "protocol", "spec", "vectors", "duplicates.txt");
    private static final Map<String, String> VECTORS = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        for (String line : Files.readString(FILE, StandardCharsets.UTF_8).split("\n")) {
            if (!line.startsWith("#")) {
                int at = line.indexOf(" = ");
                VECTORS.put(line.substring(0, at), line.substring(at + 3).replace("\\n", "\n"));
            }
        }
    }

    @Test
    void printsAreThoseOfTheVectors() {
        int texts = count("text");
        assertThat(texts).isGreaterThan(10);
        for (int i = 0; i < texts; i++) {
            TextPrint print = TextPrint.of(VECTORS.get("text." + i));
            long[] phrases = longs("phrases." + i);
            Arrays.sort(phrases);
            assertThat(print.phrases()).as("text %s", i).isEqualTo(phrases);
            assertThat(print.keys())
                    .as("text %s", i)
                    .isEqualTo(longs("keys." + i))
                    .hasSize(TextPrint.KEYS);
        }
    }

    @Test
    void similaritiesAreThoseOfTheVectors() {
        int near = 0;
        for (int i = 0; i < count("pair"); i++) {
            String[] words = VECTORS.get("pair." + i).split(" ");
            TextPrint left = TextPrint.of(VECTORS.get("text." + words[0]));
            TextPrint right = TextPrint.of(VECTORS.get("text." + words[1]));
            assertThat(left.similarity(right).toString()).as("pair %s", i).isEqualTo(words[2] + "/" + words[3]);
            boolean want = words[4].equals("yes");
            assertThat(left.repeats(right)).as("pair %s", i).isEqualTo(want);
            assertThat(right.repeats(left)).as("pair %s", i).isEqualTo(want);
            near += want ? 1 : 0;
        }
        assertThat(near).isGreaterThan(2);
    }

    @Test
    void recordsInSubmissionOrderAreDividedAsInTheVectors() {
        DuplicateIndex index = new DuplicateIndex();
        for (int i = 0; i < count("record"); i++) {
            String got = index.add(Integer.toString(i), TextPrint.of(VECTORS.get("record." + i)))
                    .map(repeat -> repeat.canonicalRecordId() + " "
                            + repeat.similarity().shared() + " "
                            + repeat.similarity().total())
                    .orElse("canonical");
            assertThat(got).as("record %s", i).isEqualTo(VECTORS.get("answer." + i));
        }
    }

    private static int count(String key) {
        int count = 0;
        while (VECTORS.containsKey(key + "." + count)) {
            count++;
        }
        return count;
    }

    private static long[] longs(String key) {
        return Arrays.stream(VECTORS.get(key).split(" "))
                .mapToLong(word -> Long.parseUnsignedLong(word, 16))
                .toArray();
    }
}
