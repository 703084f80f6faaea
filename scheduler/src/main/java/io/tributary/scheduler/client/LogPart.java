// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import java.util.List;

/**
 * A part of a log.
 *
 * @param lines of the part
 * @param next how many lines to pass over to get the next part
 */
public record LogPart(List<String> lines, int next) {
    /** Copies the lines. */
    public LogPart {
        lines = List.copyOf(lines);
    }
}
