// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.PayWeights;

/** A pay rule as the laboratory sees it: scores go in, one weight for each question and contributor comes out. */
public interface RuleUnderTest {
    /** The rule's name in the ledger's parameters, or the name under which RULES.md lists it. */
    String id();

    /** The weights by which each question's fee is split over the market's contributors. */
    PayWeights weights(ScoredMarket market);
}
