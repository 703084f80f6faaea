// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.scheduler.workflow.Placeholders;
import io.tributary.scheduler.workflow.Task;
import io.tributary.scheduler.workflow.TaskType;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns tasks that an engine runs into the parameters of a server. */
final class Submissions {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("main_class", "mainClass"),
            Map.entry("main_package", "mainJar"),
            Map.entry("program_type", "programType"),
            Map.entry("deploy_mode", "deployMode"),
            Map.entry("app_name", "appName"),
            Map.entry("driver_cores", "driverCores"),
            Map.entry("driver_memory", "driverMemory"),
            Map.entry("num_executors", "numExecutors"),
            Map.entry("executor_cores", "executorCores"),
            Map.entry("executor_memory", "executorMemory"),
            Map.entry("parallelism", "parallelism"));

    private Submissions() {}

    /** The parameters in the order in which a server's are read. */
    static Map<String, String> parameters(Worker worker, String workflow, Task task) {
        Map<String, String> parameters = new LinkedHashMap<>();
        task.settings().forEach((key, value) -> {
            String name = NAMES.get(key);
            if (name != null) {
                parameters.put(name, value);
            }
        });
        String others = (marker(workflow, task) + " " + text(worker, workflow, task, "others")).strip();
        if (!others.isEmpty()) {
            parameters.put("others", others);
        }
        String arguments = text(worker, workflow, task, "main_args");
        if (!arguments.isEmpty()) {
            parameters.put("mainArgs", arguments);
        }
        return parameters;
    }

    /**
     * Stands in the command line of whoever submits, and in the environment of what a cluster starts for it. In the options of a Flink
     * task a 3.1 server replaces no parameter: there the key of the run stands where the file says, among the program's arguments.
     */
    private static String marker(String workflow, Task task) {
        return task.type() == TaskType.SPARK ? "--conf spark.executorEnv." + run(workflow) : "";
    }

    private static String run(String workflow) {
        return "TRIBUTARY_RUN=" + Scripts.marker(workflow, "${" + Scripts.KEY + "}");
    }

    /** The same variables that a shell's commands have, that of the run with its name, and secrets as files. */
    private static String text(Worker worker, String workflow, Task task, String key) {
        String text = task.settings()
                .getOrDefault(key, "")
                .replace("$TRIBUTARY_HOME", "'" + worker.home() + "'")
                .replace("$TRIBUTARY_CONFIG", "'" + worker.configuration() + "'")
                .replace(Placeholders.RUN, run(workflow));
        return Placeholders.withSecrets(text, name -> "'" + worker.secrets() + "/" + name + "'");
    }
}
