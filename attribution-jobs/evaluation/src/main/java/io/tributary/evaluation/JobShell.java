// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.process.ParentWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The outer shell of this module's processes: {@code JOB.json RESULT.json}. The job comes in as one canonical object, the result appears
 * at once and whole. Lines {@code progress: } go to standard error; an expected failure ends as one {@code error: } line and the
 * exception's exit code, anything else as 70 with its stack trace in the log. The process ends when its parent does.
 */
public final class JobShell {
    private static final int JOB_BYTES_MAX = 1 << 20;
    private static final int EXIT_BUG = 70;

    private JobShell() {}

    /**
     * Runs one job to the end of the process.
     *
     * @param arguments the command line
     * @param type the job's type, {@code tributary/job-<verb>/v1}
     * @param work what is done with the job; its second argument receives lines of progress
     */
    public static void main(
            String[] arguments, String type, BiFunction<JsonObject, Consumer<String>, JsonObject> work) {
        ParentWatch.start();
        System.exit(run(arguments, type, work));
    }

    private static int run(String[] arguments, String type, BiFunction<JsonObject, Consumer<String>, JsonObject> work) {
        try {
            if (arguments.length != 2) {
                throw new InvalidInputException("got " + arguments.length + " arguments, want JOB.json RESULT.json");
            }
            JsonObject job = read(Path.of(arguments[0]));
            if (!job.type().equals(type)) {
                throw new InvalidInputException("job has type " + job.type() + ", want " + type);
            }
            write(Path.of(arguments[1]), work.apply(job, line -> System.err.println("progress: " + line)));
            return 0;
        } catch (TributaryException e) {
            return fail(String.valueOf(e.getMessage()), e.exitCode());
        } catch (RuntimeException | Error e) {
            return bug(e);
        }
    }

    private static int fail(String sentence, int exit) {
        System.err.println("error: " + sentence.replace('\n', ' '));
        return exit;
    }

    private static int bug(Throwable failure) {
        failure.printStackTrace();
        return fail("a bug, please report: " + failure, EXIT_BUG);
    }

    private static JsonObject read(Path file) {
        try {
            return CanonicalJson.parse(Files.readAllBytes(file), JOB_BYTES_MAX);
        } catch (IOException e) {
            throw new UnavailableException("can't read the job " + file + ": " + e.getMessage(), e);
        }
    }

    private static void write(Path file, JsonObject result) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.write(temporary, result.bytes());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("can't write the result " + file + ": " + e.getMessage(), e);
        }
    }
}
