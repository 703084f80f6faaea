// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

/**
 * The last attempt of a task of a run.
 *
 * @param id its number on the server; 0 if it has none
 * @param name of the task
 * @param state how far it is
 * @param startedAt empty before
 * @param endedAt empty before
 * @param retries how often it was started again
 */
public record TaskRun(long id, String name, RunState state, String startedAt, String endedAt, int retries) {
    /** The same in another state. */
    public TaskRun with(RunState judged) {
        return new TaskRun(id, name, judged, startedAt, endedAt, retries);
    }
}
