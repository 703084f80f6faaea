// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.List;

/**
 * How scores become pay. Once per model version a rule turns held-out influence into the standing of each row; per answer it
 * turns capped scores into one weight per payee, by which that answer's fee is split. Integers throughout. Source: specification,
 * section 10.
 */
public interface PayRule {
    /** The rule's name in ledger parameters, such as {@code rows/v1}. */
    String id();

    /**
     * The standing of rows from their net held-out influence, rule-defined, 0 = earns nothing. A rule that nets several rows
     * wants all rows of a payee in one call.
     *
     * @param nets one per row, complete over the held-out set
     * @return one standing per row
     */
    int[] standings(List<HeldOutNet> nets);

    /**
     * Adds what a block of rows earns to {@code weights}. A rule that nets several rows wants all rows of a payee in one block.
     *
     * @param capped capped scores s̃, {@code capped[i Q + q]} for row i and query q
     * @param standings one per row, from {@link #standings}
     * @param payees one payee index per row
     * @param weights Q queries by payee
     */
    void addWeights(long[] capped, int[] standings, int[] payees, PayWeights weights);
}
