// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.scheduler.workflow.Parameter;
import io.tributary.scheduler.workflow.Placeholders;
import io.tributary.scheduler.workflow.Task;
import java.util.List;

/** Turns commands into scripts whose processes can be found, and end with whoever started them. */
final class Scripts {
    /** The parameter that holds a run's key. */
    static final String KEY = Parameter.RESERVED_PREFIX + "key";

    /** The parameter that counts how often a run was started. */
    static final String ATTEMPT = Parameter.RESERVED_PREFIX + "attempt";

    /** How a line begins that runs this command. */
    static final String COMMAND = "tributary ";

    /** The kernel ends the process when its parent is gone: a scheduler that stops a task kills the shell alone. */
    private static final String TIED = "setpriv --pdeathsig TERM ";

    private Scripts() {}

    /** What the processes of a run have in common. */
    static String marker(String workflow, String key) {
        return workflow + "/" + key;
    }

    /** The script of a task; parameters are left to the scheduler. */
    static String render(Worker worker, String workflow, Task task) {
        StringBuilder script = new StringBuilder("set -e\n");
        export(script, "TRIBUTARY_RUN", marker(workflow, "${" + KEY + "}"));
        export(script, "TRIBUTARY_TASK", task.name());
        export(script, "TRIBUTARY_HOME", worker.home());
        export(script, "TRIBUTARY_CONFIG", worker.configuration());
        List<String> lines = Placeholders.withSecrets(task.command(), name -> "'" + worker.secrets() + "/" + name + "'")
                .lines()
                .toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(COMMAND)) {
                boolean last = i == lines.size() - 1;
                line = (last ? "exec " : "") + TIED + "'" + worker.launcher() + "' " + line.substring(COMMAND.length());
            }
            script.append(line).append('\n');
        }
        return script.toString().strip();
    }

    private static void export(StringBuilder script, String variable, String value) {
        script.append("export ").append(variable).append("='").append(value).append("'\n");
    }
}
