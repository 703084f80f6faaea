// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.error.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program to its end.
 *
 * @param folder for its output while it runs
 * @param deadline after which it is ended
 */
record Program(Path folder, Duration deadline) {

    /**
     * How a program ended.
     *
     * @param exitCode 0 means success
     * @param output what it printed on both streams
     */
    record Result(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }

        /** The last line of the output, which for Fabric's programs is the reason. */
        String reason() {
            List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
            return lines.isEmpty()
                    ? "exit code " + exitCode
                    : lines.get(lines.size() - 1).strip();
        }
    }

    /** Runs; a program that does not end in time is ended and counts as unavailable. */
    Result run(Path program, List<String> arguments, Map<String, String> environment) throws InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(arguments);
        try {
            Path output = Files.createTempFile(folder, program.getFileName().toString(), ".out");
            try {
                return run(command, environment, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UnavailableException(program + " cannot be run: " + e.getMessage(), e);
        }
    }

    private Result run(List<String> command, Map<String, String> environment, Path output)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile());
        builder.directory(folder.toFile());
        CleanEnvironment.apply(builder.environment(), environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new UnavailableException(
                        String.join(" ", command) + " has not ended after " + deadline.toSeconds() + " s");
            }
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** Runs and requires success. */
    Result require(Path program, List<String> arguments, Map<String, String> environment) throws InterruptedException {
        Result result = run(program, arguments, environment);
        if (!result.succeeded()) {
            throw new UnavailableException(program.getFileName() + " " + arguments.get(0) + " failed with exit code "
                    + result.exitCode() + ": " + result.reason());
        }
        return result;
    }
}
