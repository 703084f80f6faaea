// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of the system under test; its standard input stays open as long as the test lives, and its words go to a file. */
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static ChildProcess start(
            Path log, String classPath, List<String> jvmOptions, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(log.getParent());
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            return new ChildProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ChildProcess broker(Path home) {
        return start(
                home.resolve("run/logs/broker.log"),
                brokerClassPath(),
                options(Path.of("../broker/jvm.options")),
                "io.tributary.ingestion.broker.EmbeddedBroker",
                "--home",
                home.toString());
    }

    static ChildProcess drain(Path home, Path result) {
        return drain(home, result, System.getProperty("java.class.path"));
    }

    static ChildProcess drain(Path home, Path result, String classPath) {
        return start(
                home.resolve("run/logs/ingest.log"),
                classPath,
                options(Path.of("jvm.options")),
                "io.tributary.ingestion.flink.IngestJob",
                "--home",
                home.toString(),
                "--drain",
                "--result",
                result.toString());
    }

    static ChildProcess follow(Path home, Path result) {
        return start(
                home.resolve("run/logs/ingest.log"),
                System.getProperty("java.class.path"),
                options(Path.of("jvm.options")),
                "io.tributary.ingestion.flink.IngestJob",
                "--home",
                home.toString(),
                "--result",
                result.toString());
    }

    /** As the launcher puts it together; this JVM's own class path holds the same jars where only the classes were built. */
    private static String brokerClassPath() {
        Path recorded = Path.of("../broker/target/runtime.classpath");
        try {
            return Files.exists(recorded)
                    ? Path.of("../broker/target/classes")
                            + File.pathSeparator
                            + Files.readString(recorded).strip()
                    : System.getProperty("java.class.path");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> options(Path file) {
        return List.of("@" + file);
    }

    /** SIGKILL, and waits until it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** The exit code; fails with the log when the process does not end in time. */
    int await(int seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + seconds + " s:\n" + words());
        }
        return process.exitValue();
    }

    /** What it said, the last part. */
    String words() {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - 20_000));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
