// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.BundleSums;
import io.tributary.influence.Bundles;
import io.tributary.influence.BundlesRule;
import io.tributary.influence.OwnedRow;
import io.tributary.influence.PayRule;
import io.tributary.influence.PayWeights;
import io.tributary.influence.Standings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A pay rule of the release, run by its own kernel: what is measured is what is paid. */
final class CommittedRule implements RuleUnderTest {
    private final PayRule rule;
    private final QuestionFilter filter;

    /** What becomes of a question that repeats a row. */
    enum QuestionFilter {
        /** It is paid like any other. */
        NONE,
        /** The row scores 0 on it. */
        NEAR_DUPLICATES
    }

    CommittedRule(PayRule rule) {
        this(rule, rule instanceof BundlesRule ? QuestionFilter.NEAR_DUPLICATES : QuestionFilter.NONE);
    }

    CommittedRule(PayRule rule, QuestionFilter filter) {
        this.rule = rule;
        this.filter = filter;
    }

    @Override
    public String id() {
        return rule.id();
    }

    @Override
    public PayWeights weights(ScoredMarket market) {
        Bundles bundles = rule.deal(market.lotSeed(), rows(market));
        Standings standings = new Standings(bundles);
        standings.add(heldOut(market, bundles), market.heldOutExponents());
        BundleSums sums = new BundleSums(bundles, market.questions());
        for (int i = 0; i < market.rows(); i++) {
            for (int q = 0; q < market.questions(); q++) {
                boolean blank = filter == QuestionFilter.NEAR_DUPLICATES && market.repeats(i, q);
                sums.add(i, q, blank ? 0 : market.capped(i, q));
            }
        }
        int[] payees = bundles.contributors().stream()
                .mapToInt(market.contributors()::indexOf)
                .toArray();
        return PayWeights.of(
                sums, standings.by(rule), payees, market.contributors().size());
    }

    private static BundleSums heldOut(ScoredMarket market, Bundles bundles) {
        BundleSums sums = new BundleSums(bundles, market.heldOutItems());
        for (int i = 0; i < market.rows(); i++) {
            for (int v = 0; v < market.heldOutItems(); v++) {
                sums.add(i, v, market.heldOut(i, v));
            }
        }
        return sums;
    }

    /** A row's name is its content and, where a contributor's cut gives the same row twice, its number among the equal ones. */
    private static List<OwnedRow> rows(ScoredMarket market) {
        Map<String, Integer> seen = new HashMap<>();
        List<OwnedRow> rows = new ArrayList<>();
        for (int i = 0; i < market.rows(); i++) {
            String hash = HexFormat.of().formatHex(market.rowHash(i));
            int number = seen.merge(hash, 1, Integer::sum);
            rows.add(new OwnedRow(market.contributors().get(market.payee(i)), hash + "/" + number));
        }
        return rows;
    }
}
