// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli;

import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong into one sentence and an exit status; the stack trace goes to the log of the run. */
final class Failure {
    private Failure() {}

    /** Prints {@code error: …} and returns the exit status. */
    static ExitCode report(Throwable failure, PrintWriter err) {
        if (LogFile.inUse()) {
            LoggerFactory.getLogger(Failure.class).error("command failed", failure);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TributaryException) {
                return say(err, messageOf(cause), of(((TributaryException) cause).exitCode()));
            }
        }
        Optional<UnavailableException> store = ObjectStore.failure(failure);
        if (store.isPresent()) {
            return say(err, messageOf(store.get()), ExitCode.UNAVAILABLE);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String sentence = environmentSentence(cause);
            if (!sentence.isEmpty()) {
                return say(err, sentence, ExitCode.UNAVAILABLE);
            }
        }
        if (failure instanceof InterruptedException) {
            return say(err, "interrupted", ExitCode.UNAVAILABLE);
        }
        return say(err, "this is a defect of the program: " + describe(failure), ExitCode.DEFECT);
    }

    /** What the surroundings lack: a writable folder, room on the disk, a port. Empty when it is not that. */
    private static String environmentSentence(Throwable cause) {
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("disk is full") || lower.contains("sqlite_full")) {
            return "the disk is full: " + oneLine(message);
        }
        if (cause instanceof AccessDeniedException || cause instanceof ReadOnlyFileSystemException) {
            return "no permission to write " + oneLine(message);
        }
        if (lower.contains("read-only file system")
                || lower.contains("permission denied")
                || lower.contains("sqlite_readonly")) {
            return "no permission to write: " + oneLine(message);
        }
        if (cause instanceof BindException) {
            return "the port is in use: " + oneLine(message);
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file: " + oneLine(message);
        }
        if (cause instanceof OutOfMemoryError) {
            return "not enough memory: " + oneLine(message);
        }
        if (cause instanceof FileSystemException
                || cause instanceof UncheckedIOException
                || cause instanceof IOException) {
            return oneLine(message.isEmpty() ? cause.getClass().getSimpleName() : message);
        }
        return "";
    }

    private static ExitCode of(int number) {
        for (ExitCode code : ExitCode.values()) {
            if (code.number() == number) {
                return code;
            }
        }
        return ExitCode.DEFECT;
    }

    private static ExitCode say(PrintWriter err, String sentence, ExitCode code) {
        err.println("error: " + oneLine(sentence));
        err.flush();
        return code;
    }

    private static String describe(Throwable failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + oneLine(message));
    }

    /** The message of a failure; never null. */
    static String messageOf(Throwable failure) {
        return Objects.requireNonNullElse(failure.getMessage(), "no reason given");
    }

    /** A message without line breaks. */
    static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
