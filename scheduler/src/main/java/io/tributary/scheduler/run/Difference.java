// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import java.util.ArrayList;
import java.util.List;

/**
 * What would be, or was, changed.
 *
 * @param lines beginning with {@code +} or {@code -}; empty if all is as the file says
 */
public record Difference(List<String> lines) {
    /** Copies the lines. */
    public Difference {
        lines = List.copyOf(lines);
    }

    /** What is only in one of two lists. */
    static Difference between(List<String> before, List<String> after) {
        List<String> lines = new ArrayList<>();
        before.stream().filter(line -> !after.contains(line)).forEach(line -> lines.add("- " + line));
        after.stream().filter(line -> !before.contains(line)).forEach(line -> lines.add("+ " + line));
        return new Difference(lines);
    }

    /** Whether all is as the file says. */
    public boolean none() {
        return lines.isEmpty();
    }
}
