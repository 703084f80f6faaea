// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.PayWeights;

/**
 * The plain positive-part split of influence, without cap and without eligibility: every row earns its positive score. In the laboratory
 * only, to show what it costs.
 */
final class NaiveRule implements RuleUnderTest {
    private static final long UNCAPPED = 1L << 40;

    @Override
    public String id() {
        return "naive/v0";
    }

    @Override
    public PayWeights weights(ScoredMarket market) {
        PayWeights weights =
                new PayWeights(market.questions(), market.contributors().size());
        for (int i = 0; i < market.rows(); i++) {
            // The cap undone: a score was multiplied by cap / 2^20.
            long factor = UNCAPPED / Math.max(1, market.cap(i));
            for (int q = 0; q < market.questions(); q++) {
                weights.add(q, market.payee(i), factor, Math.max(0, market.capped(i, q)));
            }
        }
        return weights;
    }
}
