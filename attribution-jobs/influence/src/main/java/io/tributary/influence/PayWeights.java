// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;
import java.util.Objects;

/**
 * Weight of every payee for every query of a block: by these the data share of each fee is split. Weights are non-negative and
 * add exactly, so partial weights merge in any order. Bound: 2^24 rows of at most 2^38 stay within 2^62; an addition beyond a
 * long throws rather than wraps.
 */
public final class PayWeights implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int queries;
    private final int payees;
    private final long[] weights;

    /** Zero weights. */
    public PayWeights(int queries, int payees) {
        this.queries = queries;
        this.payees = payees;
        this.weights = new long[Math.multiplyExact(queries, payees)];
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
     * Adds to one payee's weight for one query.
     *
     * @throws ArithmeticException if the weight leaves a long
     * @throws IllegalArgumentException if {@code weight} is negative
     */
    public void add(int query, int payee, long weight) {
        if (weight < 0) {
            throw new IllegalArgumentException("weight is " + weight + ", want 0 or more");
        }
        int at = index(query, payee);
        weights[at] = Math.addExact(weights[at], weight);
    }

    /** Adds the weights earned by other rows. */
    public void merge(PayWeights other) {
        if (other.queries != queries || other.payees != payees) {
            throw new IllegalArgumentException(
                    "weights are " + other.queries + " x " + other.payees + ", want " + queries + " x " + payees);
        }
        for (int at = 0; at < weights.length; at++) {
            weights[at] = Math.addExact(weights[at], other.weights[at]);
        }
    }

    /** One payee's weight for one query. */
    public long at(int query, int payee) {
        return weights[index(query, payee)];
    }

    private int index(int query, int payee) {
        return Math.addExact(
                Math.multiplyExact(Objects.checkIndex(query, queries), payees), Objects.checkIndex(payee, payees));
    }
}
