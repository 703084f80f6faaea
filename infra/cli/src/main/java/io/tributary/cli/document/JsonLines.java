// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One JSON object a line. Keys that are not ours are their owner's, and are read all the same. */
final class JsonLines {
    private static final Set<String> TEXTS = Set.of(
            "document",
            "contributor",
            "label",
            "era",
            "title",
            "text",
            "split",
            "kind",
            "parent",
            "licence",
            "expires",
            "origin");

    private static final Set<String> LISTS = Set.of("consent", "derivedFrom");
    private static final Set<String> FLAGS = Set.of("generatedByAi");

    private static final int DEPTH_MAX = 32;
    private static final int NUMBER_CHARACTERS_MAX = 32;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // So that they are told from bad syntax.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonLines() {}

    static List<DocumentRow> read(Path file, FileLimits limits) {
        List<DocumentRow> rows = new ArrayList<>();
        try (GuardedLines lines = GuardedLines.open(file, limits)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (!line.get().isBlank()) {
                    rows.add(row(lines.place(), line.get()));
                }
            }
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
        return rows;
    }

    private static DocumentRow row(String place, String line) {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, List<String>> lists = new LinkedHashMap<>();
        Map<String, Boolean> flags = new LinkedHashMap<>();
        try (JsonParser json = FACTORY.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new RefusedFileException(FileRule.JSON, place, "not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                JsonToken value = json.nextToken();
                requireOurs(place, key, value);
                if (value == JsonToken.VALUE_STRING) {
                    texts.put(key, Normalizer.normalize(json.getText(), Normalizer.Form.NFC));
                } else if (value != null && value.isBoolean()) {
                    flags.put(key, json.getBooleanValue());
                } else if (LISTS.contains(key) && value == JsonToken.START_ARRAY) {
                    lists.put(key, list(place, key, json));
                } else {
                    skip(place, json);
                }
            }
            if (json.nextToken() != null) {
                throw new RefusedFileException(FileRule.JSON, place, "not a JSON object alone: something follows it");
            }
        } catch (IOException e) {
            throw new RefusedFileException(FileRule.JSON, place, "not a JSON object: " + firstLine(e), e);
        }
        return new DocumentRow(place, texts, lists, flags);
    }

    private static List<String> list(String place, String key, JsonParser json) throws IOException {
        List<String> values = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            values.add(json.getText());
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw new InvalidInputException(place + ": '" + key + "' is not an array of strings");
        }
        return values;
    }

    /** Keys that mean something here must hold what they mean. */
    private static void requireOurs(String place, String key, JsonToken value) {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (TEXTS.contains(key) && value != JsonToken.VALUE_STRING) {
            throw new InvalidInputException(place + ": '" + key + "' is not a string");
        }
        if (LISTS.contains(key) && value != JsonToken.START_ARRAY) {
            throw new InvalidInputException(place + ": '" + key + "' is not an array of strings");
        }
        if (FLAGS.contains(key) && value != JsonToken.VALUE_TRUE && value != JsonToken.VALUE_FALSE) {
            throw new InvalidInputException(place + ": '" + key + "' is not true or false");
        }
    }

    /** Walks over a value that is no string, and over all that it holds. */
    private static void skip(String place, JsonParser json) throws IOException {
        int depth = 1;
        do {
            JsonToken token = json.currentToken();
            if (token == null) {
                throw new RefusedFileException(FileRule.JSON, place, "not a JSON object: it ends too early");
            }
            if (token.isStructStart() && ++depth > DEPTH_MAX) {
                throw new RefusedFileException(
                        FileRule.JSON_DEPTH, place, "is nested deeper than " + DEPTH_MAX + " levels");
            }
            depth -= token.isStructEnd() ? 1 : 0;
            if (token.isNumeric()) {
                requireNumber(place, json);
            }
        } while (depth > 1 && json.nextToken() != JsonToken.NOT_AVAILABLE);
    }

    private static void requireNumber(String place, JsonParser json) throws IOException {
        boolean fits =
                json.getTextLength() <= NUMBER_CHARACTERS_MAX && Double.isFinite(Double.parseDouble(json.getText()));
        if (!fits) {
            throw new RefusedFileException(
                    FileRule.JSON_NUMBER, place, "holds a number that is none or too large to keep");
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("bad syntax");
    }
}
