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
     * @param script what a shell runs
     * @param deps names, sorted
     * @param timeoutMinutes 0 is none
     * @param retries after a failure
     * @param retryIntervalMinutes between them
     * @param delayMinutes before it starts
     * @param workerGroup where it runs
     */
    public record Step(
            String description,
            String script,
            List<String> deps,
            int timeoutMinutes,
            int retries,
            int retryIntervalMinutes,
            int delayMinutes,
            String workerGroup) {
        /** Copies and sorts the names. */
        public Step {
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
                    + " min, workers " + what.workerGroup());
            what.script().lines().forEach(line -> lines.add("task " + step + " | " + line));
        });
        return lines;
    }
}
