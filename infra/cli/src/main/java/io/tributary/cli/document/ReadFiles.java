// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.document;

import java.nio.file.Path;
import java.util.List;

/** Reads files one after the other in one JVM, and says of each what became of it: for a lab that gives this JVM a small heap. */
public final class ReadFiles {
    private ReadFiles() {}

    /** Arguments: files. Prints a line {@code read ROWS FILE} or {@code refused RULE FILE} for each. */
    public static void main(String[] files) {
        for (String file : List.of(files)) {
            System.out.println(read(Path.of(file)) + " " + file);
        }
    }

    private static String read(Path file) {
        try {
            return "read " + DocumentFile.read(file, FileLimits.DEFAULT).size();
        } catch (RefusedFileException e) {
            System.err.println(e.getMessage());
            return "refused " + e.rule().id();
        }
    }
}
