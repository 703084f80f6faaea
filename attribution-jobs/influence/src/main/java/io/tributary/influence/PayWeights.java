// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.Objects;

/**
 * Weight of every payee for every query of a block: by these the data share of each fee is split. Weights are non-negative and
 * add exactly, so partial weights merge in any order.
 *
 * <p>Bounds: a bundle weighs at most 2^32 · 2^16 · 10 · 2^38 < 2^90, and there are at most 2^26 of them: kept in 128 bits as two longs. An
 * addition beyond 2^127 throws rather than wraps.
 */
public final class PayWeights implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int queries;
    private final int payees;
    private final long[] high;
    private final long[] low;

    /** Zero weights. */
    public PayWeights(int queries, int payees) {
        this.queries = queries;
        this.payees = payees;
        this.high = new long[Math.multiplyExact(queries, payees)];
        this.low = new long[high.length];
    }

    /**
     * What bundles earn: {@code scale · standing · rate · max(0, Σ s̃)} each, added up per payee.
     *
     * @param limits by which the rule cut the scores
     * @param sums over all rows of the model
     * @param standings one per bundle
     * @param payeeOfContributor a payee index for each of the bundles' contributors
     */
    public static PayWeights of(
            PayRule rule, ScoreLimits limits, BundleSums sums, int[] standings, int[] payeeOfContributor, int payees) {
        Bundles bundles = sums.bundles();
        if (standings.length != bundles.count()
                || payeeOfContributor.length != bundles.contributors().size()) {
            throw new IllegalArgumentException("got " + standings.length + " standings and "
                    + payeeOfContributor.length + " contributors, want " + bundles.count() + " and "
                    + bundles.contributors().size());
        }
        PayWeights weights = new PayWeights(sums.queries(), payees);
        for (int bundle = 0; bundle < standings.length; bundle++) {
            long factor = bundles.factor(bundle, standings[bundle]);
            if (factor == 0) {
                continue;
            }
            int payee = payeeOfContributor[bundles.contributor(bundle)];
            for (int q = 0; q < sums.queries(); q++) {
                long help = sums.sum(bundle, q);
                if (help > 0) {
                    weights.add(q, payee, factor * rule.rate(help, limits.limit(q)), help);
                }
            }
        }
        return weights;
    }

    /** Number of queries. */
    public int queries() {
        return queries;
    }

    /** Number of payees. */
    public int payees() {
        return payees;
    }

    /**
     * Adds {@code factor · positive} to one payee's weight for one query.
     *
     * @param factor scale · standing · rate of a bundle, 0 or more
     * @param positive its influence, 0 or more
     * @throws ArithmeticException if the weight leaves 127 bits
     * @throws IllegalArgumentException if a factor is negative
     */
    public void add(int query, int payee, long factor, long positive) {
        if (factor < 0 || positive < 0) {
            throw new IllegalArgumentException(
                    "weight is " + factor + " times " + positive + ", want both to be 0 or more");
        }
        add(index(query, payee), Math.multiplyHigh(factor, positive), factor * positive);
    }

    /** Adds the weights earned by other bundles. */
    public void merge(PayWeights other) {
        if (other.queries != queries || other.payees != payees) {
            throw new IllegalArgumentException(
                    "weights are " + other.queries + " x " + other.payees + ", want " + queries + " x " + payees);
        }
        for (int at = 0; at < high.length; at++) {
            add(at, other.high[at], other.low[at]);
        }
    }

    private void add(int at, long moreHigh, long moreLow) {
        long sum = low[at] + moreLow;
        long carry = Long.compareUnsigned(sum, moreLow) < 0 ? 1 : 0;
        high[at] = Math.addExact(Math.addExact(high[at], moreHigh), carry);
        low[at] = sum;
    }

    /** One payee's weight for one query. */
    public BigInteger at(int query, int payee) {
        int at = index(query, payee);
        return BigInteger.valueOf(high[at]).shiftLeft(Long.SIZE).add(new BigInteger(Long.toUnsignedString(low[at])));
    }

    private int index(int query, int payee) {
        return Math.addExact(
                Math.multiplyExact(Objects.checkIndex(query, queries), payees), Objects.checkIndex(payee, payees));
    }
}
