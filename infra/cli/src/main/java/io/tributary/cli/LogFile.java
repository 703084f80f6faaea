// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps the log of this process out of the terminal. Must be called before the first logger is made. */
final class LogFile {
    private static final String PROPERTY = "org.slf4j.simpleLogger.logFile";

    private LogFile() {}

    /** Whether there is a log to write to; without one a stack trace would land on the terminal. */
    static boolean inUse() {
        return System.getProperty(PROPERTY) != null;
    }

    /** Sends the log to a file, unless the launcher has decided otherwise or its folder cannot be made. */
    static void use(Path file) {
        if (!inUse() && folderMade(file)) {
            System.setProperty(PROPERTY, file.toString());
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
            System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
            System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSS");
        }
    }

    private static boolean folderMade(Path file) {
        try {
            Files.createDirectories(file.resolveSibling(""));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
