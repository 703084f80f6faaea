// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.document;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plain text and Markdown: one document, cut at paragraph ends into pieces that fit into a batch. Where it is cut changes nobody's pay, for
 * the platform joins a contributor's texts and cuts them again.
 */
final class TextPieces {
    /** As large as a piece grows before it is cut at the next paragraph's end. */
    private static final int PIECE_BYTES = 64 * 1024;

    private final String name;
    private final String title;
    private final List<DocumentRow> rows = new ArrayList<>();
    private final StringBuilder piece = new StringBuilder();
    private int bytes;
    private int firstLine = 1;

    private TextPieces(String name, String title) {
        this.name = name;
        this.title = title;
    }

    static List<DocumentRow> read(Path file, FileLimits limits) {
        String name = String.valueOf(file.getFileName());
        try (GuardedLines lines = GuardedLines.open(file, limits)) {
            Optional<String> line = lines.next();
            TextPieces pieces = new TextPieces(name, line.map(TextPieces::title).orElse(""));
            for (; line.isPresent(); line = lines.next()) {
                pieces.add(lines.number(), line.get());
            }
            pieces.cut(lines.number());
            return pieces.rows;
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    /** A heading in the first line is the document's title. */
    private static String title(String first) {
        return first.startsWith("# ") ? first.substring(2).strip() : "";
    }

    private void add(int number, String line) {
        int lineBytes = line.getBytes(StandardCharsets.UTF_8).length + 1;
        boolean paragraphEnds = line.isBlank() && bytes > PIECE_BYTES;
        if (paragraphEnds || bytes + lineBytes > 4 * PIECE_BYTES) {
            cut(number);
        }
        piece.append(line).append('\n');
        bytes += lineBytes;
    }

    private void cut(int nextLine) {
        String text = Normalizer.normalize(piece.toString().strip(), Normalizer.Form.NFC);
        if (!text.isEmpty()) {
            String document = rows.isEmpty() ? name : name + "#" + (rows.size() + 1);
            rows.add(new DocumentRow(
                    name + ":" + firstLine, Map.of("document", document, "title", title, "text", text)));
        }
        piece.setLength(0);
        bytes = 0;
        firstLine = nextLine;
    }
}
