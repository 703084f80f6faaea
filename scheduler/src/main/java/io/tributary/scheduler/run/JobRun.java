// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.scheduler.client.RunState;
import java.util.Map;

/**
 * A run of a workflow.
 *
 * @param workflow its name
 * @param id the server's number; 0 on this machine
 * @param key chosen by whoever started it
 * @param state how far it is
 * @param startedAt empty before
 * @param endedAt empty before
 * @param attempts how often it was started
 * @param values its parameters
 */
public record JobRun(
        String workflow,
        long id,
        String key,
        RunState state,
        String startedAt,
        String endedAt,
        int attempts,
        Map<String, String> values) {
    /** Copies the map. */
    public JobRun {
        values = Map.copyOf(values);
    }

    /** The same in another state. */
    JobRun with(RunState judged) {
        return new JobRun(workflow, id, key, judged, startedAt, endedAt, attempts, values);
    }

    /** What every process of the run has in its environment as {@code TRIBUTARY_RUN}. */
    public String marker() {
        return Scripts.marker(workflow, key);
    }
}
