// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

/**
 * How alike two texts are: the phrases that both have out of those that one of them has, an exact ratio.
 *
 * @param shared size of the intersection
 * @param total size of the union, at least 1
 */
public record Jaccard(int shared, int total) implements Comparable<Jaccard> {
    /** The least similarity of a near-duplicate, 1/2. */
    public static final Jaccard THRESHOLD = new Jaccard(1, 2);

    /** Checks the sizes. */
    public Jaccard {
        if (shared < 0 || total < 1 || shared > total) {
            throw new IllegalArgumentException(
                    "similarity is " + shared + "/" + total + ", want a ratio of at most 1 over 1 or more");
        }
    }

    /**
     * The similarity of two sets.
     *
     * @param left strictly ascending, not empty, see {@link TextPrint#phrases}
     * @param right the same
     */
    public static Jaccard of(long[] left, long[] right) {
        int shared = 0;
        int at = 0;
        int other = 0;
        while (at < left.length && other < right.length) {
            int order = Long.compare(left[at], right[other]);
            shared += order == 0 ? 1 : 0;
            at += order <= 0 ? 1 : 0;
            other += order >= 0 ? 1 : 0;
        }
        return new Jaccard(shared, Math.addExact(left.length - shared, right.length));
    }

    /** Whether this is at least {@link #THRESHOLD}. */
    public boolean reachesThreshold() {
        return compareTo(THRESHOLD) >= 0;
    }

    /** By size of the ratio; 1/2 and 2/4 compare equal though they are not equal. Products of two ints fit a long. */
    @Override
    public int compareTo(Jaccard other) {
        return Long.compare((long) shared * other.total, (long) other.shared * total);
    }

    @Override
    public String toString() {
        return shared + "/" + total;
    }
}
