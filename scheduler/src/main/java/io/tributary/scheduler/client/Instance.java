// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import java.util.Map;

/**
 * A run of a workflow on a server.
 *
 * @param id its number there
 * @param name given by the server
 * @param state how far it is
 * @param word the server's own word for that
 * @param startedAt as the server writes it; empty before
 * @param endedAt as the server writes it; empty before
 * @param attempts how often it was started
 * @param values its parameters; empty in a list
 */
public record Instance(
        long id,
        String name,
        RunState state,
        String word,
        String startedAt,
        String endedAt,
        int attempts,
        Map<String, String> values) {
    /** Copies the map. */
    public Instance {
        values = Map.copyOf(values);
    }

    /** The same with values. */
    public Instance with(Map<String, String> known) {
        return new Instance(id, name, state, word, startedAt, endedAt, attempts, known);
    }
}
