// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of a workflow: a shell command, or a program that is submitted to an engine.
 *
 * @param name unique in the workflow
 * @param description one sentence
 * @param type what a worker does with it
 * @param command of a Shell task: shell text; {@code ${name}} is a parameter, {@code $SECRET{name}} the file of a secret
 * @param settings of other tasks: what is submitted and how, by the keys of a workflow file
 * @param deps names of the tasks that must have succeeded before
 * @param timeoutMinutes after which it is ended; 0 is never
 * @param retries how often it is started again after it failed
 * @param retryIntervalMinutes between two of these
 * @param delayMinutes before it starts
 * @param workerGroup empty: the workflow's
 */
public record Task(
        String name,
        String description,
        TaskType type,
        String command,
        Map<String, String> settings,
        List<String> deps,
        int timeoutMinutes,
        int retries,
        int retryIntervalMinutes,
        int delayMinutes,
        String workerGroup) {

    /** Copies the collections and keeps their order. */
    public Task {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        deps = List.copyOf(deps);
    }
}
