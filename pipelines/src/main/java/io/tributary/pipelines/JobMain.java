// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.process.JobExchange;
import io.tributary.protocol.process.ParentWatch;
import io.tributary.tables.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outer shell of every batch JVM: {@code --config FILE [--home DIR] --job JOB.json --result RESULT.json}. Reads the
 * job, starts Spark, runs the step, writes the result atomically. Expected failures end as one {@code error: } line on
 * standard error and the exception's exit code; anything else is a bug and ends as 70.
 */
public final class JobMain {
    private static final Logger LOG = LoggerFactory.getLogger(JobMain.class);
    private static final int EXIT_BUG = 70;

    private JobMain() {}

    /**
     * Runs one job to the end of the process.
     *
     * @param arguments the command line
     * @param type the job's type, {@code tributary/job-<verb>/v1}
     * @param job the step
     */
    public static void main(String[] arguments, String type, BatchJob job) {
        main(arguments, type, object -> Optional.empty(), job);
    }

    /**
     * Runs one job to the end of the process, through a Spark master that the job may choose.
     *
     * @param master the master that the job asks for, empty for the configuration's
     */
    public static void main(
            String[] arguments, String type, Function<JsonObject, Optional<String>> master, BatchJob job) {
        if (!"cluster".equals(System.getProperty("spark.submit.deployMode"))) {
            ParentWatch.start();
        }
        System.exit(exitCode(() -> run(arguments, type, master, job)));
    }

    /** Runs the action; prints the one-sentence error of an expected failure and returns the exit code. */
    public static int exitCode(Runnable action) {
        try {
            action.run();
            return 0;
        } catch (Throwable e) {
            // Spark throws checked exceptions that its signatures do not declare, so only Throwable catches them all.
            Optional<TributaryException> expected = expectedCause(e);
            if (expected.isPresent()) {
                System.err.println(
                        "error: " + oneLine(String.valueOf(expected.get().getMessage())));
                return expected.get().exitCode();
            }
            LOG.error("unexpected failure", e);
            // The first line says what; Spark lets a stack trace follow, which is in the log.
            System.err.println("error: a bug, please report: " + SqlJob.firstLine(String.valueOf(e)));
            return EXIT_BUG;
        }
    }

    private static void run(
            String[] arguments, String type, Function<JsonObject, Optional<String>> master, BatchJob job) {
        Map<String, String> options = options(arguments, Set.of("--config", "--home", "--job", "--result"));
        Configuration configuration = configuration(options);
        JsonObject request = JobExchange.read(Path.of(required(options, "--job")), type);
        Path result = Path.of(required(options, "--result"));
        String chosen = master.apply(request).orElseGet(() -> master(configuration));
        progress("starting Spark on " + chosen);
        try (LakeSession session = LakeSession.open(configuration, chosen, type)) {
            JobExchange.write(
                    result, job.run(new JobContext(session.spark(), configuration, JobMain::progress), request));
        }
    }

    /** Whoever submits a job by {@code spark-submit} says there where it runs, which Spark keeps as a system property. */
    private static String master(Configuration configuration) {
        String submitted = System.getProperty("spark.master", "");
        return submitted.isEmpty() ? configuration.text(Key.SPARK_MASTER) : submitted;
    }

    /** Options as {@code --name value} pairs; every name must be known. */
    public static Map<String, String> options(String[] arguments, Set<String> known) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!known.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new InvalidInputException(
                        "got argument " + arguments[i] + ", want " + known + " with a value each");
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    /** The configuration that the options name; its home is {@code --home} or the folder of the file. */
    public static Configuration configuration(Map<String, String> options) {
        Path file = Path.of(required(options, "--config")).toAbsolutePath();
        Path home = options.containsKey("--home") ? Path.of(options.get("--home")) : file.resolveSibling("");
        return Files.exists(file) ? Configuration.read(home, file) : Configuration.load(home);
    }

    static String required(Map<String, String> options, String name) {
        if (!options.containsKey(name)) {
            throw new InvalidInputException("option " + name + " is missing");
        }
        return options.get(name);
    }

    private static void progress(String line) {
        System.err.println("progress: " + line);
    }

    /** Spark wraps what a task throws; the expected failure inside is what the person should read. */
    private static Optional<TributaryException> expectedCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TributaryException expected) {
                return Optional.of(expected);
            }
        }
        return ObjectStore.failure(failure).map(TributaryException.class::cast);
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*\\R\\s*", " ").strip();
    }
}
