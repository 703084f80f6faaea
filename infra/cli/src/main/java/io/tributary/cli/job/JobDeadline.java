// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.job;

import io.tributary.scheduler.run.JobRun;
import io.tributary.scheduler.workflow.Workflow;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The time of day by which a run should have ended.
 *
 * @param time of the first such moment after the run's start
 * @param zone in which it is read
 */
record JobDeadline(LocalTime time, ZoneId zone) {

    /** Whether a run ended, or still is at work, after its deadline; one that waits to begin has none yet. */
    static boolean missed(Workflow workflow, JobRun run, Clock clock) {
        return workflow.deadline()
                .map(time -> new JobDeadline(time, workflow.zone()).missedBy(run, clock))
                .orElse(false);
    }

    private boolean missedBy(JobRun run, Clock clock) {
        if (run.startedAt().isEmpty()) {
            return false;
        }
        ZonedDateTime start = JobEstimate.time(run.startedAt()).atZone(zone);
        ZonedDateTime wanted = start.with(time);
        if (!wanted.isAfter(start)) {
            wanted = start.plusDays(1).with(time);
        }
        Instant end = run.endedAt().isEmpty() ? clock.instant() : JobEstimate.time(run.endedAt());
        return end.isAfter(wanted.toInstant());
    }
}
