// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.HeldOutNet;
import io.tributary.influence.PayWeights;

/**
 * An earlier rule: a row earns its positive part if its net over the epoch's own paid questions is positive. In the laboratory only: who
 * pays for questions decides with it who may earn.
 */
final class EpochNetRule implements RuleUnderTest {
    @Override
    public String id() {
        return "epoch-net/v0";
    }

    @Override
    public PayWeights weights(ScoredMarket market) {
        PayWeights weights =
                new PayWeights(market.questions(), market.contributors().size());
        for (int i = 0; i < market.rows(); i++) {
            HeldOutNet net = new HeldOutNet();
            for (int q = 0; q < market.questions(); q++) {
                net.add(market.exponent(q), market.capped(i, q));
            }
            for (int q = 0; q < market.questions() && net.sign() > 0; q++) {
                weights.add(q, market.payee(i), 1, Math.max(0, market.capped(i, q)));
            }
        }
        return weights;
    }
}
