// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The most that one row may count on each answer of a block, in size: {@code floor(K Σ|s̃| / n)}, K times the mean size of all n rows'
 * scores there. A row that is blank on an answer enters as 0. Immutable. Source: {@code lakehouse/protocol/spec/pay.md}.
 */
public final class ScoreLimits implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long[] limits;

    private ScoreLimits(long[] limits) {
        this.limits = limits;
    }

    /**
     * The limits of a rule; those of a rule that has none let everything count.
     *
     * @param sizes {@code Σ|s̃|} over all rows, one for each answer, below 2^62
     * @param rows number of all rows, 1 or more
     */
    public static ScoreLimits of(PayRule rule, long[] sizes, int rows) {
        OptionalInt means = rule.meansMax();
        return new ScoreLimits(Arrays.stream(sizes)
                .map(size -> means.isEmpty() ? Long.MAX_VALUE : Math.multiplyExact(size, means.getAsInt()) / rows)
                .toArray());
    }

    /** Number of answers. */
    public int answers() {
        return limits.length;
    }

    /** The most that one row counts on an answer; without a limit the largest number. */
    public long limit(int answer) {
        return limits[answer];
    }

    /** What counts of a score on an answer. */
    public long cut(int answer, long score) {
        return Math.max(-limits[answer], Math.min(limits[answer], score));
    }
}
