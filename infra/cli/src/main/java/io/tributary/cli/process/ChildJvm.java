// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One running child JVM. Its standard input is a pipe that stays open as long as this process lives: children end
 * themselves when it closes, so that no engine outlives the command, however the command ends.
 *
 * <p>Lines {@code progress: …} on standard error are relayed, the last {@code error: …} line is remembered, everything
 * is written to the log. Standard output goes to the log too, or to the consumer given at the start.
 */
public final class ChildJvm implements AutoCloseable {
    private static final String PROGRESS = "progress: ";
    private static final String ERROR = "error: ";
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final ChildSpec spec;
    private final Process process;
    private final OutputStream lifeline;
    private final AtomicReference<String> sentence = new AtomicReference<>("");
    private final List<Thread> pumps;

    private ChildJvm(ChildSpec spec, Process process, Consumer<String> progress, Consumer<String> output)
            throws IOException {
        this.spec = spec;
        this.process = process;
        this.lifeline = process.getOutputStream();
        BufferedWriter log = Files.newBufferedWriter(spec.log(), StandardCharsets.UTF_8);
        Thread errors = new Thread(() -> pump(process.getErrorStream(), log, line -> note(line, progress)));
        Thread outputs = new Thread(() -> pump(process.getInputStream(), log, output));
        this.pumps = List.of(errors, outputs);
        for (Thread pump : pumps) {
            pump.setName("relay-" + spec.name());
            pump.setDaemon(true);
            pump.start();
        }
    }

    /**
     * Starts the child.
     *
     * @param progress receives the text of each progress line
     * @param output receives each line of standard output
     * @throws UncheckedIOException if the log can't be written or the JVM can't be started
     */
    public static ChildJvm start(ChildSpec spec, Consumer<String> progress, Consumer<String> output) {
        try {
            Files.createDirectories(spec.log().getParent());
            ProcessBuilder builder = new ProcessBuilder(commandLine(spec));
            builder.environment().putAll(spec.environment());
            Process process = builder.start();
            Files.writeString(spec.pidFile(), process.pid() + "\n");
            return new ChildJvm(spec, process, progress, output);
        } catch (IOException e) {
            throw new UncheckedIOException("can't start " + spec.name() + ": " + e.getMessage(), e);
        }
    }

    private static List<String> commandLine(ChildSpec spec) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(spec.jvmOptions());
        if (spec.mainClass().isEmpty()) {
            command.add("-jar");
            command.add(spec.classPath().get(0).toString());
        } else {
            command.add("-cp");
            command.add(spec.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
            command.add(spec.mainClass());
        }
        command.addAll(spec.arguments());
        return command;
    }

    /** What this child was started from. */
    public ChildSpec spec() {
        return spec;
    }

    /** Process id given by the operating system. */
    public long pid() {
        return process.pid();
    }

    /** True until the process has ended. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Waits until the child has ended and all it wrote has been read. */
    public ChildEnd await() throws InterruptedException {
        int exitCode = process.waitFor();
        for (Thread pump : pumps) {
            pump.join();
        }
        forgetPid();
        return new ChildEnd(spec.name(), exitCode, Objects.requireNonNullElse(sentence.get(), ""), spec.log());
    }

    /** Waits for the end of the child, at most so long; true if it has ended. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Completes, on a thread of the platform, when the process has ended. */
    public CompletableFuture<ChildJvm> onExit() {
        return process.onExit().thenApply(ended -> this);
    }

    /** SIGKILL, for faults that are planted; returns when the process is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks the child to end (SIGTERM), and ends it by force when it has not within ten seconds. */
    @Override
    public void close() {
        try {
            lifeline.close();
        } catch (IOException e) {
            // The child is gone already, which is what was wanted.
        }
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        forgetPid();
    }

    private void forgetPid() {
        try {
            Files.deleteIfExists(spec.pidFile());
        } catch (IOException e) {
            // A stale pid file misleads nobody: nothing reads it to decide, it is there for people.
        }
    }

    private void note(String line, Consumer<String> progress) {
        if (line.startsWith(PROGRESS)) {
            progress.accept(line.substring(PROGRESS.length()));
        }
        if (line.startsWith(ERROR)) {
            sentence.set(line.substring(ERROR.length()));
        }
    }

    private static void pump(InputStream source, BufferedWriter log, Consumer<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(source, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                write(log, line);
                lines.accept(line);
            }
        } catch (IOException e) {
            // The pipe breaks when the child is killed; its exit status says what happened.
        }
    }

    private static void write(BufferedWriter log, String line) {
        synchronized (log) {
            try {
                log.write(line);
                log.newLine();
                log.flush();
            } catch (IOException e) {
                // A full disk must not stop the reading: the child would hang on a full pipe.
            }
        }
    }
}
