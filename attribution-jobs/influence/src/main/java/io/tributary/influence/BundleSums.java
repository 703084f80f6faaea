// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.Objects;

/**
 * What the bundles of a model version did, query by query: {@code Σ s̃} over a bundle's rows, and {@code Σ |s̃|} over all rows. Sums of
 * integers, so rows may be added in any order, in blocks of any kind, and partial sums merge.
 *
 * <p>Bounds: |s̃| <= 2^38. A bundle of ten stays below 2^42, the sum of sizes over up to 2^24 rows within 2^62.
 */
public final class BundleSums {
    /** Largest size of a capped score. */
    public static final long SCORE_MAX = 1L << 38;

    private final Bundles bundles;
    private final int queries;
    private final long[] sums;
    private final long[] totals;

    /** Sums without any row. */
    public BundleSums(Bundles bundles, int queries) {
        this.bundles = bundles;
        this.queries = queries;
        this.sums = new long[Math.multiplyExact(bundles.count(), queries)];
        this.totals = new long[queries];
    }

    /** The bundles that are summed over. */
    public Bundles bundles() {
        return bundles;
    }

    /** Number of queries. */
    public int queries() {
        return queries;
    }

    /**
     * Adds a row's scores on all queries.
     *
     * @param capped capped scores s̃, one per query
     */
    public void add(int row, long[] capped) {
        if (capped.length != queries) {
            throw new IllegalArgumentException(
                    "row " + row + " has " + capped.length + " scores, want " + queries + ", one per query");
        }
        for (int q = 0; q < queries; q++) {
            add(row, q, capped[q]);
        }
    }

    /** Adds one capped score of a row; each row and query once. */
    public void add(int row, int query, long capped) {
        if (capped < -SCORE_MAX || capped > SCORE_MAX) {
            throw new IllegalArgumentException(
                    "row " + row + " has the score " + capped + " on query " + query + ", want at most 2^38 in size");
        }
        Objects.checkIndex(query, queries);
        for (int lot = 0; lot < bundles.lots(); lot++) {
            int at = bundles.bundle(lot, row) * queries + query;
            sums[at] = Math.addExact(sums[at], capped);
        }
        totals[query] = Math.addExact(totals[query], Math.abs(capped));
    }

    /** Adds the sums of other rows over the same bundles and queries. */
    public void merge(BundleSums other) {
        if (other.queries != queries || other.sums.length != sums.length) {
            throw new IllegalArgumentException("sums are over " + other.bundles.count() + " bundles and "
                    + other.queries + " queries, want " + bundles.count() + " and " + queries);
        }
        for (int at = 0; at < sums.length; at++) {
            sums[at] = Math.addExact(sums[at], other.sums[at]);
        }
        for (int q = 0; q < queries; q++) {
            totals[q] = Math.addExact(totals[q], other.totals[q]);
        }
    }

    /** {@code Σ s̃} of a bundle on a query. */
    public long sum(int bundle, int query) {
        return sums[bundle * queries + Objects.checkIndex(query, queries)];
    }

    /** {@code Σ |s̃|} of all rows on a query. */
    public long total(int query) {
        return totals[query];
    }
}
