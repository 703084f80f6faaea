// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Reads files of JSON lines, gzipped or not; kind, parent, licence, consent, expires, origin, generatedByAi and derivedFrom are a line's terms. Other unknown fields are ignored: they are the contributor's own. */
public final class TextFile {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TextFile() {}

    /**
     * All lines of a file.
     *
     * @param contributor who gives lines that name nobody
     * @throws InvalidInputException naming file and line, for a line that can't be used
     * @throws UnavailableException if the file can't be read
     */
    public static List<TextLine> read(Path file, Optional<String> contributor) {
        return read(file, contributor, ContributionTerms.DEFAULT);
    }

    /**
     * All lines of a file.
     *
     * @param contributor who gives lines that name nobody
     * @param terms where a line says nothing else
     * @throws InvalidInputException naming file and line, for a line that can't be used
     * @throws UnavailableException if the file can't be read
     */
    public static List<TextLine> read(Path file, Optional<String> contributor, ContributionTerms terms) {
        List<TextLine> lines = new ArrayList<>();
        try (BufferedReader reader = open(file)) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    lines.add(parse(file.getFileName() + ":" + number, line, contributor, terms));
                }
            }
        } catch (NoSuchFileException e) {
            throw new UnavailableException("no such file: " + file, e);
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(file + " is not UTF-8", e);
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
        return lines;
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
        return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder()));
    }

    private static TextLine parse(String place, String line, Optional<String> contributor, ContributionTerms terms) {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(place + ": not a JSON object: " + e.getOriginalMessage(), e);
        }
        if (!node.isObject()) {
            throw new InvalidInputException(place + ": not a JSON object");
        }
        String label = text(node, "label", place);
        return new TextLine(
                place,
                text(node, "document", place),
                node.has("contributor") ? text(node, "contributor", place) : contributor.orElse(""),
                label.isEmpty() ? text(node, "era", place) : label,
                text(node, "title", place),
                text(node, "text", place),
                text(node, "split", place),
                terms.with(said(node, place)));
    }

    private static ContributionTerms.Said said(JsonNode node, String place) {
        return new ContributionTerms.Said(
                optional(node, "kind", place),
                optional(node, "parent", place),
                optional(node, "licence", place),
                texts(node, "consent", place),
                optional(node, "expires", place),
                optional(node, "origin", place),
                flag(node, "generatedByAi", place),
                texts(node, "derivedFrom", place));
    }

    private static Optional<String> optional(JsonNode node, String field, String place) {
        return node.hasNonNull(field) ? Optional.of(text(node, field, place)) : Optional.empty();
    }

    private static Optional<Boolean> flag(JsonNode node, String field, String place) {
        if (!node.hasNonNull(field)) {
            return Optional.empty();
        }
        if (!node.get(field).isBoolean()) {
            throw new InvalidInputException(place + ": '" + field + "' is not true or false");
        }
        return Optional.of(node.get(field).booleanValue());
    }

    private static Optional<List<String>> texts(JsonNode node, String field, String place) {
        if (!node.hasNonNull(field)) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (JsonNode value : node.get(field)) {
            if (!value.isTextual()) {
                throw new InvalidInputException(place + ": '" + field + "' is not an array of strings");
            }
            values.add(value.textValue());
        }
        if (!node.get(field).isArray()) {
            throw new InvalidInputException(place + ": '" + field + "' is not an array of strings");
        }
        return Optional.of(values);
    }

    private static String text(JsonNode node, String field, String place) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw new InvalidInputException(place + ": '" + field + "' is not a string");
        }
        return Normalizer.normalize(value.textValue(), Normalizer.Form.NFC);
    }
}
