// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.document;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Reads a file by what its name ends with: {@code .csv}, {@code .parquet}, {@code .txt}, {@code .md}, and JSON lines for all else; text may
 * be packed ({@code .gz}). The same bytes give the same rows on every machine.
 */
public final class DocumentFile {
    private DocumentFile() {}

    /**
     * All rows of a file.
     *
     * @throws RefusedFileException if the file breaks a rule
     * @throws io.tributary.protocol.error.UnavailableException if it can't be read
     */
    public static List<DocumentRow> read(Path file, FileLimits limits) {
        Objects.requireNonNull(limits, "limits");
        String name =
                String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        List<DocumentRow> rows;
        if (name.endsWith(".parquet")) {
            rows = ParquetRows.read(file, limits);
        } else if (name.endsWith(".csv")) {
            rows = CsvRows.read(file, limits);
        } else if (name.endsWith(".txt") || name.endsWith(".md")) {
            rows = TextPieces.read(file, limits);
        } else {
            rows = JsonLines.read(file, limits);
        }
        rows.forEach(row -> requireName(row, row.text("document")));
        return rows;
    }

    /** A document's name may have folders in front, and never leads out of them. */
    private static void requireName(DocumentRow row, String name) {
        boolean leadsOut = name.startsWith("/")
                || name.contains("\\")
                || name.matches("[A-Za-z]:.*")
                || List.of(name.split("/", -1)).contains("..")
                || name.chars().anyMatch(Character::isISOControl);
        if (leadsOut) {
            throw new RefusedFileException(
                    FileRule.NAME, row.place(), "the document's name is a path that leads elsewhere; name it plainly");
        }
    }
}
