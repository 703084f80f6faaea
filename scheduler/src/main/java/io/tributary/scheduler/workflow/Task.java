// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import java.util.List;

/**
 * One step of a workflow: a shell command.
 *
 * @param name unique in the workflow
 * @param description one sentence
 * @param command shell text; {@code ${name}} is a parameter, {@code $SECRET{name}} the file of a secret
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
        String command,
        List<String> deps,
        int timeoutMinutes,
        int retries,
        int retryIntervalMinutes,
        int delayMinutes,
        String workerGroup) {

    /** Copies the names. */
    public Task {
        deps = List.copyOf(deps);
    }
}
