// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The end of a log file. */
final class LogTail {
    private static final int BYTES_MAX = 1024 * 1024;
    private static final Pattern FAILURE = Pattern.compile("^panic: |^error: | PANI | FATA |^Error: ");

    private LogTail() {}

    /** The last lines, at most {@code count} of them and at most 1 MiB; none if there is no file. */
    static List<String> lines(Path log, int count) {
        if (!Files.exists(log)) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            int length = (int) Math.min(BYTES_MAX, file.length());
            byte[] bytes = new byte[length];
            file.seek(file.length() - length);
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (IOException e) {
            throw new UnavailableException("log " + log + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The line that most likely says why a program ended: the last one that speaks of a failure, else the last one. */
    static String reason(Path log) {
        List<String> lines =
                lines(log, 60).stream().filter(line -> !line.isBlank()).toList();
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (FAILURE.matcher(lines.get(i)).find()) {
                return lines.get(i).strip();
            }
        }
        return lines.isEmpty()
                ? "it printed nothing"
                : lines.get(lines.size() - 1).strip();
    }
}
