// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.process;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Starts engines as child JVMs and turns the way they end into this program's exceptions. */
public final class Engines {
    private final Children children;
    private final Path runDirectory;

    /** Children are registered with {@code children}; logs and pid files go below {@code runDirectory}. */
    public Engines(Children children, Path runDirectory) {
        this.children = children;
        this.runDirectory = runDirectory;
    }

    /**
     * What to start.
     *
     * @param name short name for log and pid file
     * @param module whose class path and options are used
     * @param mainClass what is run
     * @param extraOptions JVM options beyond the module's own, e.g. the heap
     * @param arguments arguments of the main class
     */
    public record Task(
            String name, EngineModule module, String mainClass, List<String> extraOptions, List<String> arguments) {
        /** Copies the lists. */
        public Task {
            extraOptions = List.copyOf(extraOptions);
            arguments = List.copyOf(arguments);
        }
    }

    /** Starts a child and returns at once. */
    public ChildJvm start(Task task, Consumer<String> progress, Consumer<String> output) {
        List<String> options = new ArrayList<>(task.module().jvmOptions());
        options.addAll(task.extraOptions());
        options.add("-Dtributary.repo=" + EngineModule.repository());
        List<Path> classPath = task.module().classPath();
        options.addAll(ClassArchive.options(classPath.get(0)));
        ChildSpec spec = new ChildSpec(
                task.name(), classPath, options, task.mainClass(), task.arguments(), Map.of(), runDirectory);
        return children.start(spec, progress, output);
    }

    /** Runs a child to its end; a failure of it is thrown. */
    public void run(Task task, Consumer<String> progress, Consumer<String> output) throws InterruptedException {
        try (ChildJvm child = start(task, progress, output)) {
            requireSuccess(child.await());
        }
    }

    /** Throws what the child's exit status and its last error line say. */
    public static void requireSuccess(ChildEnd end) {
        if (end.succeeded()) {
            return;
        }
        String sentence = end.sentence().isEmpty() ? end.name() + " failed, see " + end.log() : end.sentence();
        switch (end.exitCode()) {
            case 1:
                if (!end.sentence().isEmpty()) {
                    throw new RefusedException(sentence);
                }
                throw failure(end);
            case 2:
                throw new InvalidInputException(sentence);
            case 3:
                FullDisk.requireRoom(end.log().resolveSibling(""));
                throw new UnavailableException(sentence);
            case 4:
                throw new ConflictException(sentence);
            default:
                throw failure(end);
        }
    }

    private static RuntimeException failure(ChildEnd end) {
        FullDisk.requireRoom(end.log().resolveSibling(""));
        if (end.exitCode() > 128) {
            return new UnavailableException(end.name() + " was ended by signal " + (end.exitCode() - 128)
                    + "; run the same command again to go on where it stopped, see " + end.log());
        }
        String detail = end.sentence().isEmpty() ? "" : ": " + end.sentence();
        return new IllegalStateException(
                end.name() + " ended with status " + end.exitCode() + detail + ", see " + end.log());
    }
}
