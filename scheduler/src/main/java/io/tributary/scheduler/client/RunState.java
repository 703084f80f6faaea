// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import java.util.Locale;

/** How far a run or a task is. */
public enum RunState {
    /** Not started. */
    WAITING,
    /** At work, or about to pause or to stop. */
    RUNNING,
    /** Stands still until it is resumed. */
    PAUSED,
    /** Ended well. */
    SUCCEEDED,
    /** Ended with a failure. */
    FAILED,
    /** Ended because somebody asked for it. */
    STOPPED,
    /** The process that ran it is gone; run again, it goes on. */
    INTERRUPTED;

    /** The state that a server's word stands for. */
    static RunState of(String word) {
        switch (word) {
            case "SUCCESS":
            case "FORCED_SUCCESS":
                return SUCCEEDED;
            case "FAILURE":
                return FAILED;
            case "STOP":
            case "KILL":
                return STOPPED;
            case "PAUSE":
            case "BLOCK":
                return PAUSED;
            case "SUBMITTED_SUCCESS":
            case "DELAY_EXECUTION":
            case "SERIAL_WAIT":
            case "WAIT_TO_RUN":
                return WAITING;
            default:
                return RUNNING;
        }
    }

    /** True if it stays so unless somebody asks for more. */
    public boolean ended() {
        return this == SUCCEEDED || this == FAILED || this == STOPPED || this == INTERRUPTED;
    }

    /** The word for people. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
