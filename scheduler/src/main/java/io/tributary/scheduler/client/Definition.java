// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A workflow as a server keeps it.
 *
 * @param name of the workflow
 * @param description one sentence
 * @param executionType e.g. PARALLEL
 * @param timeoutMinutes 0 is none
 * @param parameters values by default; empty if a run must give one
 * @param steps by name
 */
public record Definition(
        String name,
        String description,
        String executionType,
        int timeoutMinutes,
        Map<String, String> parameters,
        Map<String, Step> steps) {

    /** Copies the collections and keeps their order. */
    public Definition {
        parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        steps = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(steps));
    }

    /**
     * A task as a server keeps it.
     *
     * @param description one sentence
     * @param type SHELL, SPARK or FLINK
     * @param parameters what the type needs: {@code rawScript} of a shell, {@code mainJar} and more of the others
     * @param deps names, sorted
     * @param timeoutMinutes 0 is none
     * @param retries after a failure
     * @param retryIntervalMinutes between them
     * @param delayMinutes before it starts
     * @param workerGroup where it runs
     * @param environment name of the server's environment that it gets; empty: none
     */
    public record Step(
            String description,
            String type,
            Map<String, String> parameters,
            List<String> deps,
            int timeoutMinutes,
            int retries,
            int retryIntervalMinutes,
            int delayMinutes,
            String workerGroup,
            String environment) {
        /** Copies the collections and sorts the names. */
        public Step {
            parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
            deps = deps.stream().sorted().toList();
        }
    }

    /** All of it in lines that can be compared. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("workflow " + name + ": " + description);
        lines.add("workflow " + name + ": " + executionType + ", timeout " + timeoutMinutes + " min");
        parameters.forEach((parameter, value) -> lines.add("param " + parameter + " = " + value));
        steps.forEach((step, what) -> {
            if (!what.description().isEmpty()) {
                lines.add("task " + step + ": " + what.description());
            }
            lines.add("task " + step + ": after " + what.deps() + ", timeout " + what.timeoutMinutes()
                    + " min, retries "
                    + what.retries() + " every " + what.retryIntervalMinutes() + " min, delay " + what.delayMinutes()
                    + " min, workers " + what.workerGroup()
                    + (what.environment().isEmpty() ? "" : ", environment " + what.environment()));
            what.parameters().forEach((name, value) -> {
                // A script is told line by line, as it stands.
                String before = name.equals("rawScript") ? "" : what.type() + " " + name + " = ";
                value.lines().forEach(line -> lines.add("task " + step + " | " + before + line));
            });
        });
        return lines;
    }
}
