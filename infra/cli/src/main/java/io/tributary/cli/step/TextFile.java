// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.document.DocumentFile;
import io.tributary.cli.document.DocumentRow;
import io.tributary.cli.document.FileLimits;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads files of texts: JSON lines, CSV, Parquet, plain text, Markdown. Kind, parent, licence, consent, expires, origin, generatedByAi and
 * derivedFrom are a line's terms; in a table, purposes and ids of one cell are parted by blanks. Other fields are ignored: they are the
 * contributor's own.
 */
public final class TextFile {
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
        for (DocumentRow row : DocumentFile.read(file, FileLimits.DEFAULT)) {
            lines.add(line(row, contributor, terms));
        }
        return lines;
    }

    private static TextLine line(DocumentRow row, Optional<String> contributor, ContributionTerms terms) {
        String label = row.text("label");
        return new TextLine(
                row.place(),
                row.text("document"),
                row.fields().getOrDefault("contributor", contributor.orElse("")),
                label.isEmpty() ? row.text("era") : label,
                row.text("title"),
                row.text("text"),
                row.text("split"),
                terms.with(said(row)));
    }

    private static ContributionTerms.Said said(DocumentRow row) {
        return new ContributionTerms.Said(
                optional(row, "kind"),
                optional(row, "parent"),
                optional(row, "licence"),
                texts(row, "consent"),
                optional(row, "expires"),
                optional(row, "origin"),
                flag(row, "generatedByAi"),
                texts(row, "derivedFrom"));
    }

    private static Optional<String> optional(DocumentRow row, String field) {
        return Optional.ofNullable(row.fields().get(field));
    }

    /** A cell of a table holds text only. */
    private static Optional<Boolean> flag(DocumentRow row, String field) {
        if (row.flags().containsKey(field)) {
            return Optional.ofNullable(row.flags().get(field));
        }
        return switch (row.text(field)) {
            case "" -> Optional.empty();
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> throw new InvalidInputException(row.place() + ": '" + field + "' is not true or false");
        };
    }

    private static Optional<List<String>> texts(DocumentRow row, String field) {
        if (row.lists().containsKey(field)) {
            return Optional.ofNullable(row.lists().get(field));
        }
        String cell = row.text(field).strip();
        return cell.isEmpty() ? Optional.empty() : Optional.of(List.of(cell.split(" +")));
    }
}
