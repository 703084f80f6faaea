// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command, run as a process of its own by its launcher.
 *
 * @param words what was run
 * @param exit its exit status
 * @param out its standard output
 * @param err its standard error
 */
record Ran(List<String> words, int exit, String out, String err) {
    /** Root of the checkout under test. */
    static final Path REPOSITORY = Path.of(System.getProperty("tributary.repo", "../.."))
            .toAbsolutePath()
            .normalize();

    /** Everything that these tests leave behind. */
    static final Path WORK = REPOSITORY.resolve("scheduler/server-tests/target/runs");

    private static final long LONGEST_MINUTES = 20;

    /** A started command; whoever starts it waits for it. */
    record Started(List<String> words, Process process, Path out, Path err) {
        Ran await() throws InterruptedException {
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + words);
            }
            try {
                return new Ran(words, process.exitValue(), Files.readString(out), Files.readString(err));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Starts the launcher. */
    static Started start(Path home, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(REPOSITORY.resolve("tributary").toString());
        words.addAll(List.of(arguments));
        words.addAll(List.of("--home", home.toString()));
        try {
            Path logs = Files.createDirectories(WORK.resolve("output"));
            Path out = Files.createTempFile(logs, "run-", ".out");
            Path err = Path.of(out.toString().replaceFirst("out$", "err"));
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("TRIBUTARY_BUILD", "never");
            builder.environment().remove("TRIBUTARY_HOME");
            return new Started(words, builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the launcher to its end. */
    static Ran of(Path home, String... arguments) throws InterruptedException {
        return start(home, arguments).await();
    }

    /** Processes with a run's marker in their environment or command line, seen without the command's help. */
    static List<String> processesOf(String marker) {
        return ProcessHandle.allProcesses()
                .filter(process -> read(process.pid(), "environ").contains("TRIBUTARY_RUN=" + marker + "\0")
                        || read(process.pid(), "cmdline").contains("TRIBUTARY_RUN=" + marker + "\0"))
                .map(process -> process.pid() + " " + read(process.pid(), "cmdline"))
                .toList();
    }

    private static String read(long process, String what) {
        try {
            return Files.readString(Path.of("/proc/" + process + "/" + what), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It has ended meanwhile.
            return "";
        }
    }

    /** Fails unless it ended with this status. */
    Ran expect(int wanted) {
        assertThat(exit).as(toString()).isEqualTo(wanted);
        return this;
    }

    /** The JSON object on standard output. */
    JsonNode json() {
        try {
            return new ObjectMapper().readTree(out);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + this, e);
        }
    }

    /** The one sentence that says why it was no success. */
    String sentence() {
        List<String> sentences =
                err.lines().filter(line -> line.startsWith("error: ")).toList();
        assertThat(sentences).as(toString()).hasSize(1);
        return sentences.get(0);
    }
}
