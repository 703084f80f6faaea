// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How scores become pay. A rule deals a model version's rows into bundles and turns the held-out influence of a bundle into its
 * standing; what a bundle then earns on an answer is the same for every rule: {@code scale · standing · rate · max(0, Σ s̃)}, added up
 * per payee ({@link PayWeights}). Integers throughout. Source: {@code lakehouse/protocol/spec/pay.md}.
 */
public interface PayRule {
    /** The rules of this release, the first one first. */
    List<PayRule> ALL = List.of(
            new RowsRule(), new BundlesRule(), BundlesRule.limited(), BundlesRule.rooted(), BundlesRule.answering());

    /** The standing of a contributor of whom nothing is held against his bundles. */
    int WHOLE = 1 << 16;

    /** The rule that a ledger parameter names, if this release knows it. */
    static Optional<PayRule> find(String id) {
        return ALL.stream().filter(rule -> rule.id().equals(id)).findFirst();
    }

    /** Fraction bits of the weights: a factor of 2^bits lets a bundle weigh just what it did. */
    int weightBits();

    /** The rule's name in ledger parameters, such as {@code rows/v1}. */
    String id();

    /**
     * Deals all rows of a model version into bundles. The order of the rows changes nothing but their numbers.
     *
     * @param seed decides the lots, where a rule draws lots
     */
    Bundles deal(LotSeed seed, List<OwnedRow> rows);

    /**
     * The questions on which a row counts for nothing, because it repeats them.
     *
     * @param passage the row's folded tokens
     */
    BitSet blanks(QuestionPrints questions, List<String> passage);

    /**
     * How many times the mean size of all rows' scores on an answer one row may count there, see {@link ScoreLimits}; empty: what it
     * scores.
     */
    default OptionalInt meansMax() {
        return OptionalInt.empty();
    }

    /** Whether {@link #rate} is another one for every bundle and answer; else it is 1. */
    default boolean rated() {
        return false;
    }

    /**
     * What a unit of a bundle's help on an answer weighs there beside its scale and standing: 1..2^16.
     *
     * @param help what its rows scored together, as it counts, 1 or more
     * @param limit the most that one row counts on the answer, see {@link ScoreLimits}
     */
    default int rate(long help, long limit) {
        return 1;
    }

    /**
     * The standing of a bundle from its own influence on all held-out items: 0 earns nothing, at most 2^16.
     *
     * @param net complete over the held-out set
     */
    int standing(BundleNet net);

    /**
     * What all bundles of a contributor count by the influence of all of his rows together: 0 to {@link #WHOLE}.
     *
     * @param net of the contributor's rows, complete over the held-out set
     */
    default int contributorStanding(BundleNet net) {
        return WHOLE;
    }

    /** The standing that a bundle is paid by: its own, as far as its contributor's goes. */
    static int standing(int own, int ofContributor) {
        return (int) ((long) own * ofContributor / WHOLE);
    }
}
