// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

/**
 * A kernel that scores a block of rows against a block of queries. Every implementation gives the same exact integers; which
 * one runs is a matter of speed only. Source: specification, section 7.
 */
public interface BlockScorer {
    /**
     * The raw influence {@code raw_iq = Σ_c r_ic Σ_j V_cj x_ij} of every row on every query.
     *
     * @param rows n training rows
     * @param queries Q queries under the same model
     * @return n Q longs, {@code result[i Q + q]}; |raw| <= 2^62
     */
    long[] score(RowBlock rows, QueryBlock queries);

    /** The stored score {@code s = (raw + 2^23) >> 24}; |s| <= 2^38. */
    static long stored(long raw) {
        return (raw + (1L << 23)) >> 24;
    }
}
