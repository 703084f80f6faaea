// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.process.JobExchange;
import io.tributary.protocol.process.ParentWatch;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The outer shell of this module's processes: {@code JOB.json RESULT.json}. Lines {@code progress: } go to standard error; an expected
 * failure ends as one {@code error: } line and the exception's exit code, anything else as 70 with its stack trace in the log. The
 * process ends when its parent does.
 */
public final class JobShell {
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
            JsonObject job = JobExchange.read(Path.of(arguments[0]), type);
            JobExchange.write(Path.of(arguments[1]), work.apply(job, line -> System.err.println("progress: " + line)));
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
}
