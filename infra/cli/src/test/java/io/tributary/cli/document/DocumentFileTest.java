// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the files of {@code lab hostile} do not show: that good files are read right. */
class DocumentFileTest {
    private static final FileLimits SMALL = new FileLimits(200, 10_000, 100);

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void quotedCellsHoldCommasQuotesAndLines() throws IOException {
        Path file = file("a.csv", "document,text,n\r\nd1,\"a, \"\"b\"\"\nc\",-5\r\n\nd2,- a list,+1.5%\n");

        List<DocumentRow> rows = DocumentFile.read(file, FileLimits.DEFAULT);

        assertThat(rows)
                .extracting(DocumentRow::fields)
                .containsExactly(
                        Map.of("document", "d1", "text", "a, \"b\"\nc", "n", "-5"),
                        Map.of("document", "d2", "text", "- a list", "n", "+1.5%"));
        assertThat(rows.get(1).place()).isEqualTo("a.csv:5");
    }

    /** Written by the rules of RFC 4180, any cells come back as they were. */
    @Test
    void whatIsWrittenAsCsvIsReadAsItWas() throws IOException {
        long seed = 20261121L;
        Random random = new Random(seed);
        String alphabet = "ab ,\"\né1";
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder("x");
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String cell = "\"" + text.toString().replace("\"", "\"\"") + "\"";
            Path file = file("r.csv", "text,other\n" + cell + "," + cell + "\n");
            assertThat(DocumentFile.read(file, FileLimits.DEFAULT))
                    .as("seed %d round %d", seed, round)
                    .extracting(row -> row.text("text"), row -> row.text("other"))
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(text.toString(), text.toString()));
        }
    }

    @Test
    void textIsCutBetweenParagraphsAndLosesNothing() throws IOException {
        String paragraph = "A sentence of some words. ".repeat(40).strip();
        String text = "# The title\n\n" + (paragraph + "\n\n").repeat(200);

        List<DocumentRow> rows = DocumentFile.read(file("long.md", text), FileLimits.DEFAULT);

        assertThat(rows).hasSize(4).allSatisfy(row -> {
            assertThat(row.text("title")).isEqualTo("The title");
            assertThat(row.text("text")).endsWith(".");
        });
        assertThat(rows)
                .extracting(row -> row.text("document"))
                .containsExactly("long.md", "long.md#2", "long.md#3", "long.md#4");
        assertThat(rows.stream().map(row -> row.text("text")).collect(Collectors.joining("\n\n")))
                .isEqualTo(text.strip());
    }

    @ParameterizedTest
    @CsvSource({
        "long.txt, 201, file.line-too-long",
        "long.csv, 201, file.line-too-long",
        "many.txt, 20000, file.too-large",
    })
    void limitsAreKept(String name, int bytes, String rule) throws IOException {
        String text = name.startsWith("long") ? "x".repeat(bytes) : "x\n".repeat(bytes / 2);

        assertThatThrownBy(() -> DocumentFile.read(file(name, text), SMALL))
                .isInstanceOf(RefusedFileException.class)
                .hasMessageContaining("[" + rule + "]");
    }

    @Test
    void quotedCellOverManyLinesIsNoWayAroundTheLimit() throws IOException {
        Path file = file("q.csv", "text\n\"" + "a\n".repeat(150) + "b".repeat(60) + "\"\n");

        assertThatThrownBy(() -> DocumentFile.read(file, SMALL))
                .isInstanceOf(RefusedFileException.class)
                .hasMessageContaining("[file.line-too-long]");
    }

    @Test
    void namesMayHaveFolders() throws IOException {
        Path file = file("n.jsonl", "{\"document\":\"year/1790..1/a b\",\"text\":\"t\"}\n");

        assertThat(DocumentFile.read(file, FileLimits.DEFAULT)).hasSize(1);
    }
}
