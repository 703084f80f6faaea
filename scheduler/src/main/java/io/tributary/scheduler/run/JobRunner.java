// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.protocol.error.ConflictException;
import io.tributary.scheduler.client.LogPart;
import io.tributary.scheduler.client.TaskRun;
import io.tributary.scheduler.workflow.Workflow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where workflows are run: a DolphinScheduler server, or this machine. Both do the same with the same file. */
public interface JobRunner {
    /** What putting the workflow there would change, line by line; changes nothing. */
    Difference difference(Workflow workflow);

    /** Puts the workflow there; the second time nothing is changed. */
    Difference apply(Workflow workflow);

    /**
     * Starts a run with a key, or finds the run that has it: one key, one run.
     *
     * @param values of the parameters, all of them
     */
    JobRun start(Workflow workflow, String key, Map<String, String> values);

    /** The run of a workflow that has the key. */
    Optional<JobRun> find(String workflow, String key);

    /** The same run as it is now. */
    JobRun refresh(JobRun run);

    /** The runs of a workflow, the latest first. */
    List<JobRun> runs(String workflow);

    /** Names of the workflows that are there. */
    List<String> workflows();

    /** Its tasks, as far as they have begun. */
    List<TaskRun> tasks(JobRun run);

    /** Why a run that the place calls a success is taken for none. */
    default Optional<String> doubt(JobRun run) {
        return Optional.empty();
    }

    /** What a task of a run made, by name, as far as it wrote that down. */
    default Map<String, String> made(JobRun run, String task) {
        return Map.of();
    }

    /** A part of the log of a task's last attempt. */
    LogPart log(JobRun run, TaskRun task, int passedOver);

    /**
     * Asks a run to end.
     *
     * @throws ConflictException if it has ended
     */
    void cancel(JobRun run);

    /**
     * Starts the tasks that failed, were ended or never begun; with the run's own values.
     *
     * @throws ConflictException if it succeeded or has not ended
     */
    JobRun retry(JobRun run);

    /**
     * Starts all tasks once more, with the run's own values.
     *
     * @throws ConflictException if it has not ended
     */
    JobRun rerun(JobRun run);
}
