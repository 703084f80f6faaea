// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

/**
 * The schedule of a workflow on a server.
 *
 * @param id its number there
 * @param online whether it starts runs
 * @param times what it says
 */
public record StoredSchedule(long id, boolean online, Times times) {
    /**
     * What a schedule says.
     *
     * @param cron as Quartz reads it
     * @param zone e.g. Europe/Berlin
     * @param start as 2026-01-31 00:00:00
     * @param end as 2026-01-31 00:00:00
     */
    public record Times(String cron, String zone, String start, String end) {
        @Override
        public String toString() {
            return cron + " " + zone + " from " + start + " to " + end;
        }
    }
}
