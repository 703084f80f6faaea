// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a process that has ended left behind.
 *
 * @param command what was run
 * @param exitCode its exit status
 * @param out all of its standard output
 * @param err all of its standard error
 */
record Outcome(Command command, int exitCode, String out, String err) {
    private static final int LINES_SHOWN = 40;
    private static final Pattern STACK_TRACE =
            Pattern.compile("(?m)^\\s+at [\\w.$/]+\\(|^Exception in thread|^Caused by:");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    /** Fails unless the exit status is this one. */
    Outcome expect(int wanted) {
        if (exitCode != wanted) {
            throw new AssertionError("exit status " + exitCode + ", want " + wanted + "; " + describe());
        }
        return this;
    }

    /** Fails unless it ended with this status, one sentence as the last line of standard error, and no stack trace. */
    String expectSentence(int wanted) {
        expect(wanted);
        List<String> sentences = err.lines()
                .filter(line -> line.startsWith("error: ") || line.startsWith("tributary: "))
                .toList();
        if (sentences.size() != 1
                || !lastLine(err).equals(sentences.get(0))
                || STACK_TRACE.matcher(out + err).find()) {
            throw new AssertionError("want one sentence at the end of standard error and no stack trace, got "
                    + sentences + "; " + describe());
        }
        return sentences.get(0);
    }

    /** The one JSON object on standard output. */
    JsonNode json() {
        return parse(out);
    }

    /** One JSON object for each line of standard output. */
    List<JsonNode> rows() {
        return out.lines().filter(line -> !line.isBlank()).map(this::parse).toList();
    }

    private JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + e.getOriginalMessage() + "; " + describe(), e);
        }
    }

    private static String lastLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).reduce("", (before, line) -> line);
    }

    /** Command, exit status and the ends of what it wrote. */
    String describe() {
        return "command: " + command + "\nexit status: " + exitCode + "\nstandard output ends:\n" + tail(out)
                + "\nstandard error ends:\n" + tail(err);
    }

    private static String tail(String text) {
        List<String> lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    }
}
