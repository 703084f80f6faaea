// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Counts in how many passages each token occurs. Partial counts merge by addition, so any partitioning of the passages gives
 * the same totals.
 */
public final class DocumentFrequencies {
    private final Map<String, Long> counts = new HashMap<>();
    private long passages;

    /** Counts one training passage. */
    public void add(List<String> tokens) {
        for (String token : new HashSet<>(tokens)) {
            counts.merge(token, 1L, Math::addExact);
        }
        passages++;
    }

    /** Adds the counts of other, disjoint passages. */
    public void merge(DocumentFrequencies other) {
        other.counts.forEach((token, count) -> counts.merge(token, count, Math::addExact));
        passages += other.passages;
    }

    /** Number of passages counted. */
    public long passages() {
        return passages;
    }

    /** Passages holding each token; tokens that occur nowhere are absent. */
    public Map<String, Long> counts() {
        return Map.copyOf(counts);
    }
}
