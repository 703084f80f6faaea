// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.document;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Comma-separated values with a header row (RFC 4180): quotes double inside quotes, and a quoted cell may go over lines. */
final class CsvRows {
    private static final String NUMBER = "[+-]?[0-9][0-9.,]*([eE][+-]?[0-9]{1,3})?%?";

    private final GuardedLines lines;
    private final FileLimits limits;

    private CsvRows(GuardedLines lines, FileLimits limits) {
        this.lines = lines;
        this.limits = limits;
    }

    static List<DocumentRow> read(Path file, FileLimits limits) {
        try (GuardedLines lines = GuardedLines.open(file, limits)) {
            return new CsvRows(lines, limits).rows();
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    private List<DocumentRow> rows() {
        List<String> header = next().orElseThrow(() -> refused("has no header row"));
        if (new HashSet<>(header).size() != header.size()) {
            throw refused("names a column twice");
        }
        List<DocumentRow> rows = new ArrayList<>();
        for (Optional<List<String>> cells = next(); cells.isPresent(); cells = next()) {
            if (cells.get().equals(List.of(""))) {
                continue;
            }
            if (cells.get().size() != header.size()) {
                throw refused("has " + cells.get().size() + " cells, the header has " + header.size());
            }
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                requireNoFormula(header.get(i), cells.get().get(i));
                if (!cells.get().get(i).isEmpty()) {
                    fields.put(header.get(i), Normalizer.normalize(cells.get().get(i), Normalizer.Form.NFC));
                }
            }
            fields.putIfAbsent("document", "row-" + (rows.size() + 1));
            rows.add(new DocumentRow(lines.place(), fields));
        }
        return rows;
    }

    /** The cells of the next row, which may go over several lines. */
    private Optional<List<String>> next() {
        Optional<String> first = lines.next();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        String line = first.get();
        boolean quoted = false;
        int used = line.length();
        for (int i = 0; ; i++) {
            if (i == line.length() && quoted) {
                line = lines.next().orElseThrow(() -> refused("ends inside a quoted cell"));
                used += line.length();
                requireRoom(used);
                cell.append('\n');
                i = -1;
                continue;
            }
            if (i == line.length()) {
                cells.add(cell.toString());
                return Optional.of(cells);
            }
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (quoted && c == '"') {
                quoted = false;
                if (i + 1 < line.length() && line.charAt(i + 1) != ',') {
                    throw refused("has something after a closing quote");
                }
            } else if (quoted) {
                cell.append(c);
            } else if (c == ',') {
                cells.add(cell.toString());
                cell.setLength(0);
            } else if (c == '"' && cell.length() == 0) {
                quoted = true;
            } else if (c == '"') {
                throw refused("has a quote inside a cell that is not quoted");
            } else {
                cell.append(c);
            }
        }
    }

    private void requireRoom(int characters) {
        if (characters > limits.lineBytesMax()) {
            throw new RefusedFileException(
                    FileRule.LINE_TOO_LONG,
                    lines.place(),
                    "a quoted cell is longer than " + limits.lineBytesMax() + " bytes");
        }
    }

    /** Whoever opens the published data in a spreadsheet must not run what a contributor wrote. */
    private void requireNoFormula(String column, String cell) {
        if (cell.isEmpty()) {
            return;
        }
        char first = cell.charAt(0);
        boolean sign = first == '+' || first == '-';
        boolean plain = cell.matches(NUMBER) || (cell.length() > 1 && cell.charAt(1) == ' ') || cell.length() == 1;
        if (first == '=' || first == '@' || first == '\t' || first == '\r' || (sign && !plain)) {
            throw new RefusedFileException(
                    FileRule.FORMULA,
                    lines.place(),
                    "column " + column + " begins with '" + Character.getName(first)
                            + "', which a spreadsheet runs as a formula");
        }
    }

    private RefusedFileException refused(String what) {
        return new RefusedFileException(FileRule.CSV, lines.place(), what);
    }
}
