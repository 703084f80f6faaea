// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.JobFile;
import io.tributary.cli.Terminal;
import io.tributary.cli.process.Children;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import io.tributary.protocol.canonical.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs a job of the evaluation module in a JVM of its own. It needs no network and touches no home folder. */
public final class EvaluationJobs {
    private final Terminal terminal;

    /** Progress goes to {@code terminal}. */
    public EvaluationJobs(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Runs a job to its end. Its files and log lie in a temporary folder, which is removed unless the job fails.
     *
     * @param verb short name, e.g. {@code attribution}
     * @param mainClass the job's class
     * @param job what to do
     */
    public JsonObject run(String verb, String mainClass, JsonObject job) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tributary-" + verb);
        JobFile files = JobFile.write(folder, verb, job);
        try (Children children = new Children()) {
            Engines.Task task = new Engines.Task(
                    verb,
                    EngineModule.EVALUATION,
                    mainClass,
                    List.of(),
                    List.of(files.job().toString(), files.result().toString()));
            new Engines(children, folder).run(task, terminal.progressOf(verb), line -> {});
        }
        JsonObject result = files.read();
        delete(folder);
        return result;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
