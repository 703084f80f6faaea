// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Names under which a gateway counts the files of one command. They are drawn by chance: a hash of what is sealed would let the gateway
 * test guesses at it.
 */
final class FileNames {
    private final Map<String, String> names = new HashMap<>();

    /** The names of the files that these lines are from. */
    Set<String> of(List<TextLine> lines) {
        Set<String> found = new TreeSet<>();
        for (TextLine line : lines) {
            String file = line.place().replaceFirst(":[0-9]+$", "");
            found.add(names.computeIfAbsent(
                    file, first -> UUID.randomUUID().toString().replace("-", "")));
        }
        return found;
    }
}
