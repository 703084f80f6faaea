// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import java.util.Map;

/**
 * A workflow that a server has.
 *
 * @param code its number there
 * @param version counts its changes
 * @param online whether it can be started
 * @param definition what it is
 * @param taskCodes the number of each task by name
 */
public record StoredDefinition(
        long code, int version, boolean online, Definition definition, Map<String, Long> taskCodes) {
    /** Copies the map. */
    public StoredDefinition {
        taskCodes = Map.copyOf(taskCodes);
    }
}
