// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.JobFile;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import java.util.List;
import java.util.Set;

/** Runs batch jobs: a job file goes in, a result file comes back. */
final class SparkJobs {
    /** Jobs that are over before the optimising compiler has paid for itself; the others do arithmetic for a while. */
    private static final Set<String> SHORT_JOBS = Set.of("publish", "seal", "sql");

    private final Workspace workspace;

    SparkJobs(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Heap of a Spark driver, as an option of the JVM wants it. */
    static String memory(Workspace workspace) {
        return workspace.configuration().text(Key.SPARK_DRIVER_MEMORY);
    }

    /**
     * Runs a job to its end.
     *
     * @param verb short name, e.g. {@code train}
     * @param module where it lives
     * @param mainClass the job's class
     * @param job what to do
     */
    JsonObject run(String verb, EngineModule module, String mainClass, JsonObject job) throws InterruptedException {
        JobFile files = JobFile.write(workspace.home().run(), verb, job);
        Engines.Task task = new Engines.Task(
                verb,
                module,
                mainClass,
                options(verb),
                List.of(
                        "--config",
                        workspace.configurationFile().toString(),
                        "--home",
                        workspace.home().folder().toString(),
                        "--job",
                        files.job().toString(),
                        "--result",
                        files.result().toString()));
        workspace.engines().run(task, workspace.terminal().progressOf(verb), line -> {});
        return files.read();
    }

    private List<String> options(String verb) {
        String heap = "-Xmx" + memory(workspace);
        return SHORT_JOBS.contains(verb) ? List.of(heap, "-XX:TieredStopAtLevel=1") : List.of(heap);
    }
}
