// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process started by a test, with the processes that it started itself; closing ends them all, by process id. */
final class RunningCommand implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final Duration READY_MAX = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final Command command;
    private final Process process;
    private final Path out;
    private final Path err;
    private final Thread hook = new Thread(this::endAll, "end-command");

    RunningCommand(Command command, Process process, Path out, Path err) {
        this.command = command;
        this.process = process;
        this.out = out;
        this.err = err;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The process itself. */
    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Those that it started, or that those started, and that run now. */
    List<ProcessHandle> descendants() {
        return process.descendants().filter(ProcessHandle::isAlive).toList();
    }

    /** What it has written so far; its exit status is not known yet. */
    Outcome soFar() {
        return outcome(-1);
    }

    /** How many lines it has written to standard error so far. */
    long errorLines() {
        return soFar().err().lines().count();
    }

    /** The first line of JSON that it prints; one that ends before, or takes longer than any should, fails the test. */
    JsonNode firstRow() throws InterruptedException {
        long latest = System.nanoTime() + READY_MAX.toNanos();
        while (System.nanoTime() < latest && handle().isAlive()) {
            List<JsonNode> rows = soFar().rows();
            if (!rows.isEmpty()) {
                return rows.get(0);
            }
            Thread.sleep(200);
        }
        throw new AssertionError(command + " did not get ready: " + soFar().describe());
    }

    /** Waits for the end; a command that takes longer than any should is ended and fails the test. */
    Outcome await() {
        try {
            if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "still running after " + LONGEST + ": " + outcome(-1).describe());
            }
            return outcome(process.exitValue());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        }
    }

    /** Fails unless all of the processes end by themselves soon. */
    static void awaitEnd(List<ProcessHandle> processes) {
        for (ProcessHandle handle : processes) {
            String what = handle.pid() + " " + handle.info().commandLine().orElse("");
            try {
                handle.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                handle.destroyForcibly();
                throw new AssertionError("outlived the command that started it: " + what, e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("can't watch " + what, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + what, e);
            }
        }
    }

    private Outcome outcome(int exitCode) {
        try {
            return new Outcome(command, exitCode, Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void endAll() {
        List<ProcessHandle> started = descendants();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        endAll();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
