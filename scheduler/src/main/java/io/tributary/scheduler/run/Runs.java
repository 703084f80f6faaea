// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.protocol.error.ConflictException;
import io.tributary.scheduler.client.RunState;

/** What may be asked of a run in its state. */
final class Runs {
    private Runs() {}

    static void requireRunning(JobRun run) {
        if (run.state().ended()) {
            throw new ConflictException("run " + run.key() + " of " + run.workflow() + " has ended: "
                    + run.state().word());
        }
    }

    static void requireEnded(JobRun run) {
        if (!run.state().ended() && run.state() != RunState.PAUSED) {
            throw new ConflictException("run " + run.key() + " of " + run.workflow() + " is still "
                    + run.state().word() + "; 'tributary job cancel' ends it");
        }
    }

    static void requireRetriable(JobRun run) {
        requireEnded(run);
        if (run.state() == RunState.SUCCEEDED) {
            throw new ConflictException("run " + run.key() + " of " + run.workflow()
                    + " succeeded, nothing is left to do; 'tributary job rerun' does all of it again");
        }
    }
}
