// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.scheduler.client.RunState;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the last command of a task wrote down about itself.
 *
 * @param task its name
 * @param startedAt UTC
 * @param endedAt UTC; empty while it is at work, and for ever if it was killed
 * @param exit its exit status; -1 before its end
 * @param made what came out of it: record hash, version and the like, by name
 */
public record Outcome(String task, String startedAt, String endedAt, int exit, Map<String, String> made) {
    static final int NONE = -1;

    /** Sorts and copies the map. */
    public Outcome {
        made = java.util.Collections.unmodifiableMap(new TreeMap<>(made));
    }

    /** Whether the command ended and did what it was to do. */
    boolean good() {
        return exit == 0;
    }

    RunState state() {
        if (good()) {
            return RunState.SUCCEEDED;
        }
        return exit == NONE ? RunState.INTERRUPTED : RunState.FAILED;
    }
}
