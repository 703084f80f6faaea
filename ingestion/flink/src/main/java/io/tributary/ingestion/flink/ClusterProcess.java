// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.process.ParentWatch;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A JobManager or a TaskManager of a Flink session cluster, as Flink's own scripts start them, except that it ends when its standard input
 * does: a cluster that a command has started does not outlive the command.
 */
public final class ClusterProcess {
    private static final String USAGE = "want job-manager or task-manager, and then what Flink's main class takes";
    private static final int EXIT_BAD_INPUT = 2;

    private ClusterProcess() {}

    /** Arguments: {@code job-manager|task-manager}, and then Flink's, as {@code --configDir DIR}. */
    public static void main(String[] arguments) throws Exception {
        String role = arguments.length == 0 ? "" : arguments[0];
        if (!List.of("job-manager", "task-manager").contains(role)) {
            System.err.println("error: got '" + role + "', " + USAGE);
            System.exit(EXIT_BAD_INPUT);
        }
        ParentWatch.start();
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        if (role.equals("job-manager")) {
            StandaloneSessionClusterEntrypoint.main(rest);
        } else {
            TaskManagerRunner.main(rest);
        }
    }
}
