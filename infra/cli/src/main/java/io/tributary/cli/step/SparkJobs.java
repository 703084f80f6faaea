// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.JobFile;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import java.util.ArrayList;
import java.util.List;

/** Runs batch jobs: a job file goes in, a result file comes back. */
final class SparkJobs {
    private final Workspace workspace;

    SparkJobs(Workspace workspace) {
        this.workspace = workspace;
    }

    /** How much computing a job does, which decides how much the JVM is to compile. */
    enum Work {
        /** Starting Spark is most of it: compiled once and quickly, it takes half the time. */
        LIGHT(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")),
        /** Numbers by the million; on one machine that is still over before the optimising compiler has paid for itself. */
        HEAVY(List.of("-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1")),
        /** The same few lines for so many rows that compiling them well is most of the speed. */
        BULK(List.of("-XX:+UseParallelGC"));

        private final List<String> options;

        Work(List<String> options) {
            this.options = options;
        }
    }

    /** Options of a Spark driver's JVM. */
    static List<String> options(Workspace workspace, Work work) {
        List<String> options = new ArrayList<>(work.options);
        options.add("-Xmx" + workspace.configuration().text(Key.SPARK_DRIVER_MEMORY));
        return options;
    }

    /**
     * Runs a job to its end.
     *
     * @param verb short name, e.g. {@code train}
     * @param module where it lives
     * @param mainClass the job's class
     * @param work how much computing it does
     * @param job what to do
     */
    JsonObject run(String verb, EngineModule module, String mainClass, Work work, JsonObject job)
            throws InterruptedException {
        String name = verb + "-" + ProcessHandle.current().pid();
        JobFile files = JobFile.write(workspace.home().run(), name, job);
        Engines.Task task = new Engines.Task(
                verb,
                module,
                mainClass,
                options(workspace, work),
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
        JsonObject result = files.read();
        files.delete();
        return result;
    }
}
