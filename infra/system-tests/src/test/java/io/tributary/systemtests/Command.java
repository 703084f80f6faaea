// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A program to be run as a process of its own, as a user would from a shell.
 *
 * @param words the program and its arguments
 * @param environment variables set beside the inherited ones
 * @param directory the working directory
 */
record Command(List<String> words, Map<String, String> environment, Path directory) {
    /** Root of the checkout under test. */
    static final Path REPOSITORY = Path.of(System.getProperty("tributary.repo", "../.."))
            .toAbsolutePath()
            .normalize();

    /** Everything the tests leave behind lies here; {@code clean} removes it. */
    static final Path WORK = REPOSITORY.resolve("infra/system-tests/target/runs");

    /** Copies the collections. */
    Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /** Any program with its arguments. */
    static Command of(String... words) {
        return new Command(List.of(words), Map.of(), REPOSITORY);
    }

    /** The launcher without a home folder. */
    static Command tributary(String... arguments) {
        Archives.make();
        return launcher(arguments);
    }

    private static Command launcher(String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(REPOSITORY.resolve("tributary").toString());
        words.addAll(List.of(arguments));
        return new Command(words, Map.of("TRIBUTARY_BUILD", "never"), REPOSITORY);
    }

    /** The JVM that runs these tests, as a program. */
    static Command java(String... arguments) {
        return of(Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .with(arguments);
    }

    /** The same with further arguments. */
    Command with(String... arguments) {
        List<String> more = new ArrayList<>(words);
        more.addAll(List.of(arguments));
        return new Command(more, environment, directory);
    }

    /** The same with a home folder. */
    Command at(Path home) {
        return with("--home", home.toString());
    }

    /** The same run by another program, such as {@code unshare -n}. */
    Command behind(String... prefix) {
        List<String> more = new ArrayList<>(List.of(prefix));
        more.addAll(words);
        return new Command(more, environment, directory);
    }

    /** The same with an environment variable. */
    Command where(String variable, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(variable, value);
        return new Command(words, more, directory);
    }

    /** Runs it to its end. */
    Outcome run() {
        try (RunningCommand running = start()) {
            return running.await();
        }
    }

    /** Starts it; whoever starts it closes it. */
    RunningCommand start() {
        try {
            Path logs = Files.createDirectories(WORK.resolve("output"));
            Path out = Files.createTempFile(logs, "run-", ".out");
            Path err = Path.of(out.toString().replaceFirst("out$", "err"));
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(directory.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            builder.environment().remove("TRIBUTARY_HOME");
            return new RunningCommand(this, builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException("can't start " + this, e);
        }
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }

    /** What a build by the launcher leaves for commands to start faster; this build has left none yet. */
    private static final class Archives {
        static {
            try (Stream<Path> files = Files.list(REPOSITORY.resolve("infra/cli/target"))) {
                if (files.noneMatch(file -> file.toString().endsWith(".jsa"))) {
                    launcher("archives").run();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Archives() {}

        /** Makes them once for all tests. */
        static void make() {}
    }
}
