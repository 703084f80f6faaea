// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli;

import io.tributary.protocol.canonical.JsonObject;
import java.util.List;

/**
 * What a command found, for people and for programs.
 *
 * @param lines text lines for people
 * @param json the same as one object; integers are decimal strings
 * @param exit the exit status that goes with it
 * @param reason one sentence why it is no plain success; empty if it is
 */
public record Report(List<String> lines, JsonObject json, ExitCode exit, String reason) {

    /** Copies the lines. */
    public Report {
        lines = List.copyOf(lines);
    }

    /** A report of something done. */
    public static Report of(List<String> lines, JsonObject json) {
        return new Report(lines, json, ExitCode.DONE, "");
    }

    /** A report of one line. */
    public static Report of(String line, JsonObject json) {
        return of(List.of(line), json);
    }

    /** The lines as one text, without a last line break. */
    public String text() {
        return String.join(System.lineSeparator(), lines);
    }
}
