// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFileTest {
    @TempDir
    Path folder;

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("in.jsonl"), List.of(lines));
    }

    @Test
    void labelMayBeWrittenForEraAndUnknownFieldsAreTheirOwners() throws IOException {
        Path file = file(
                "{\"document\":\"d1\",\"contributor\":\"ann\",\"era\":\"x\",\"text\":\"Hello\",\"year\":1790}",
                "",
                "{\"document\":\"d2\",\"label\":\"y\",\"title\":\"T\",\"text\":\"Cafe\u0301\"}");
        List<TextLine> lines = TextFile.read(file, Optional.of("bob"));
        assertThat(lines)
                .containsExactly(
                        new TextLine("in.jsonl:1", "d1", "ann", "x", "", "Hello", ""),
                        new TextLine("in.jsonl:3", "d2", "bob", "y", "T", "Caf\u00e9", ""));
    }

    @Test
    void gzippedFilesAreReadToo() throws IOException {
        Path file = folder.resolve("in.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"document\":\"d\",\"contributor\":\"ann\",\"text\":\"t\"}\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(TextFile.read(file, Optional.empty())).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'document':'d','contributor':'ann','text':''}|'text' is empty",
                "{'contributor':'ann','text':'t'}|'document' is missing",
                "{'document':'d','text':'t'}|'contributor' is ''",
                "{'document':'d','contributor':'a b','text':'t'}|'contributor' is 'a b'",
                "{'document':7,'contributor':'ann','text':'t'}|'document' is not a string",
                "{'document':'d','document':'e','text':'t'}|not a JSON object",
                "['d']|not a JSON object",
                "{'document':'d'} x|not a JSON object"
            },
            quoteCharacter = '`')
    void aBadLineIsNamedByFileAndNumber(String line, String message) throws IOException {
        Path file = file("{\"document\":\"ok\",\"contributor\":\"ann\",\"text\":\"t\"}", line.replace('\'', '"'));
        assertThatThrownBy(() -> TextFile.read(file, Optional.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("in.jsonl:2: ")
                .hasMessageContaining(message);
    }

    @Test
    void aMissingFileIsSaid() {
        assertThatThrownBy(() -> TextFile.read(folder.resolve("none"), Optional.empty()))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no such file");
    }
}
