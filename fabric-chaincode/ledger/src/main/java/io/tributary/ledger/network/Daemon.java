// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.error.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A process that outlives this one. It is found again by its saved id together with the time it started, so that an id that
 * the system has given to another process is never taken for it.
 *
 * @param name short name, also of its log
 * @param port on which it will listen
 * @param command program and arguments
 * @param environment variables beside the inherited ones
 * @param log receives what it prints
 * @param processFile holds its id and start time while it runs
 */
record Daemon(
        String name, int port, List<String> command, Map<String, String> environment, Path log, Path processFile) {
    private static final long LOG_BYTES_MAX = 16L * 1024 * 1024;

    /** The system's clock may be set between two readings of a start time. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(3);

    Daemon {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /**
     * Starts it, unless it runs.
     *
     * @throws UnavailableException if another program has taken its port
     */
    void start() {
        if (running().isPresent()) {
            return;
        }
        if (Inspection.listens(port)) {
            throw new UnavailableException(
                    name + " cannot be started: another program listens on its port " + port + " of 127.0.0.1");
        }
        try {
            keepLogShort();
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.directory(folderOf(log).toFile());
            CleanEnvironment.apply(builder.environment(), environment);
            Process process = builder.start();
            long started = process.info().startInstant().orElseGet(Instant::now).toEpochMilli();
            NetworkFolder.write(
                    processFile, (process.pid() + " " + started + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UnavailableException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "the root folder is no file");
    }

    private void keepLogShort() throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The process, if it lives. */
    Optional<ProcessHandle> running() {
        return running(processFile);
    }

    static Optional<ProcessHandle> running(Path processFile) {
        try {
            String[] saved = Files.readString(processFile, StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            if (saved.length != 2) {
                return Optional.empty();
            }
            Instant started = Instant.ofEpochMilli(Long.parseLong(saved[1]));
            return ProcessHandle.of(Long.parseLong(saved[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> !isUnreaped(process.pid()))
                    .filter(process -> process.info().startInstant().stream()
                            .anyMatch(at -> Duration.between(at, started).abs().compareTo(START_TOLERANCE) <= 0));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether it has ended, but its parent has not asked how: in a container that may be never. */
    private static boolean isUnreaped(long processId) {
        try {
            String status = Files.readString(Path.of("/proc/" + processId + "/stat"), StandardCharsets.ISO_8859_1);
            return status.startsWith("Z", status.lastIndexOf(')') + 2);
        } catch (IOException e) {
            // Gone in this moment, or a system without /proc: what the handle says holds.
            return false;
        }
    }

    /** Throws, with the end of its log, if it has ended. */
    void requireRunning() {
        if (running().isEmpty()) {
            throw new UnavailableException(name + " has ended: " + LogTail.reason(log) + " (see " + log + ")");
        }
    }
}
