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

/**
 * A pay rule of the release, run by its own kernel: what is measured is what is paid. Candidates differ from it in what is done to the
 * scores on paid questions before they are netted.
 */
final class CommittedRule implements RuleUnderTest {
    private final String id;
    private final PayRule rule;
    private final QuestionFilter filter;
    private final long meansMax;

    /** What becomes of a question that repeats a row. */
    enum QuestionFilter {
        /** It is paid like any other. */
        NONE,
        /** The row scores 0 on it. */
        NEAR_DUPLICATES
    }

    private CommittedRule(String id, PayRule rule, QuestionFilter filter, long meansMax) {
        this.id = id;
        this.rule = rule;
        this.filter = filter;
        this.meansMax = meansMax;
    }

    /** The rule as it is released. */
    static CommittedRule released(PayRule rule) {
        QuestionFilter filter = rule instanceof BundlesRule ? QuestionFilter.NEAR_DUPLICATES : QuestionFilter.NONE;
        return new CommittedRule(rule.id(), rule, filter, Long.MAX_VALUE);
    }

    /**
     * Bundles in which no row's score on a question counts for more than {@code meansMax} times the mean size of all rows' scores on it:
     * rows that were made or chosen for few questions can't live on them.
     */
    static CommittedRule limited(int meansMax) {
        BundlesRule bundles = new BundlesRule();
        return new CommittedRule(bundles.id() + "+limit" + meansMax, bundles, QuestionFilter.NEAR_DUPLICATES, meansMax);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public PayWeights weights(ScoredMarket market) {
        Bundles bundles = rule.deal(market.lotSeed(), rows(market));
        Standings standings = new Standings(bundles);
        standings.add(heldOut(market, bundles), market.heldOutExponents());
        BundleSums sums = new BundleSums(bundles, market.questions());
        for (int q = 0; q < market.questions(); q++) {
            long most = largest(market, q);
            for (int i = 0; i < market.rows(); i++) {
                sums.add(i, q, Math.max(-most, Math.min(most, score(market, i, q))));
            }
        }
        int[] payees = bundles.contributors().stream()
                .mapToInt(market.contributors()::indexOf)
                .toArray();
        return PayWeights.of(
                sums, standings.by(rule), payees, market.contributors().size());
    }

    private long score(ScoredMarket market, int row, int question) {
        boolean blank = filter == QuestionFilter.NEAR_DUPLICATES && market.repeats(row, question);
        return blank ? 0 : market.capped(row, question);
    }

    /** {@code floor(meansMax Σ |s̃| / n)}; the sum is below 2^38 n. */
    private long largest(ScoredMarket market, int question) {
        if (meansMax == Long.MAX_VALUE) {
            return meansMax;
        }
        long sizes = 0;
        for (int i = 0; i < market.rows(); i++) {
            sizes = Math.addExact(sizes, Math.abs(score(market, i, question)));
        }
        return Math.multiplyExact(meansMax, sizes) / market.rows();
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
