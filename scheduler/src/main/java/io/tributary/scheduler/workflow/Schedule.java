// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * When a workflow is started by itself.
 *
 * @param cron seconds, minutes, hours, day of month, month, day of week and perhaps year, as Quartz reads it
 * @param zone in which it is read
 * @param start not before, in that zone
 * @param end not after, in that zone
 * @param online whether it is on
 */
public record Schedule(Cron cron, ZoneId zone, LocalDateTime start, LocalDateTime end, Switch online) {
    /** On or off. */
    public enum Switch {
        /** Starts runs. */
        ON,
        /** Stands on the server and starts nothing. */
        OFF
    }
}
