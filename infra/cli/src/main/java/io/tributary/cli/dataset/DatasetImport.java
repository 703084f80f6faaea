// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.tables.DatanetTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads an exported folder after it was checked against its own description. */
public final class DatasetImport {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final DatasetFolder folder;

    /** Reads this folder. */
    public DatasetImport(Path root) {
        this.folder = new DatasetFolder(root);
    }

    /**
     * A record of the folder.
     *
     * @param place file and line, for messages
     */
    public record Line(
            String place,
            String recordId,
            String contributor,
            String title,
            String label,
            String text,
            String licence) {}

    /**
     * Every record, in the order of the file.
     *
     * @throws InvalidInputException if the description is no Croissant 1.1 or a line no record
     * @throws RefusedException if a file is another than the description says
     */
    public List<Line> read() {
        JsonNode description = json(DatasetFolder.CROISSANT, folder.read(DatasetFolder.CROISSANT));
        List<String> problems = CroissantCheck.problems(description);
        if (!problems.isEmpty()) {
            throw new InvalidInputException(
                    folder.file(DatasetFolder.CROISSANT) + " is no Croissant 1.1: " + String.join("; ", problems));
        }
        for (JsonNode file : description.path("distribution")) {
            requireHash(file.path("contentUrl").asText(), file.path("sha256").asText());
        }
        return lines();
    }

    private void requireHash(String name, String hash) {
        Path file = folder.root().resolve(name).normalize();
        if (!file.startsWith(folder.root().normalize())) {
            throw new InvalidInputException(name + " lies outside " + folder.root());
        }
        Hash found = folder.hash(name);
        if (!found.hex().equals(hash)) {
            throw new RefusedException(file + " has SHA-256 " + found + ", its description says " + hash);
        }
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        String all = new String(folder.read(DatasetFolder.LINES), StandardCharsets.UTF_8);
        int number = 0;
        for (String line : all.split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                lines.add(line(DatasetFolder.LINES + ":" + number, line));
            }
        }
        return lines;
    }

    private static Line line(String place, String text) {
        JsonNode node = json(place, text.getBytes(StandardCharsets.UTF_8));
        return new Line(
                place,
                text(place, node, DatanetTables.RECORD_ID),
                text(place, node, DatanetTables.CONTRIBUTOR),
                text(place, node, DatanetTables.TITLE),
                text(place, node, DatanetTables.LABEL),
                text(place, node, DatanetTables.TEXT),
                text(place, node, DatanetTables.LICENCE));
    }

    private static String text(String place, JsonNode node, String column) {
        JsonNode value = node.path(column);
        if (!value.isTextual()) {
            throw new InvalidInputException(place + ": '" + column + "' is missing or no string");
        }
        return value.asText();
    }

    private static JsonNode json(String place, byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(place + ": not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidInputException(place + ": not JSON: " + e.getMessage(), e);
        }
    }
}
