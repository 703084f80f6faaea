// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli;

import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * Where a command speaks: results on standard output, progress and errors on standard error. With JSON the result is
 * one canonical object on one line and progress is still written, so that a pipe receives the object alone.
 */
public final class Terminal {
    /** How a result is printed. */
    public enum Format {
        /** Lines for people. */
        TEXT,
        /** One JSON object on one line; integers are decimal strings. */
        JSON
    }

    private final PrintStream out;
    private final PrintStream err;
    private final Format format;

    /** Results go to {@code out}, everything else to {@code err}. */
    public Terminal(PrintStream out, PrintStream err, Format format) {
        this.out = out;
        this.err = err;
        this.format = format;
    }

    /** Says what is being done. */
    public void progress(String sentence) {
        err.println(sentence);
        err.flush();
    }

    /** Progress of a part, with its name in front. */
    public Consumer<String> progressOf(String part) {
        return sentence -> progress("  " + part + ": " + sentence);
    }

    /** Prints the result of the command. */
    public void print(Report report) {
        out.println(format == Format.JSON ? report.json() : report.text());
        out.flush();
        if (report.exit() != ExitCode.DONE) {
            progress("error: " + report.reason());
        }
    }

    /** Prints one line of raw output, e.g. a row of a query. */
    public void line(String line) {
        out.println(line);
    }

    /** How results are printed. */
    public Format format() {
        return format;
    }
}
