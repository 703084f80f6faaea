// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.influence.Bundles;
import io.tributary.influence.BundlesRule;
import io.tributary.influence.OwnedRow;
import io.tributary.influence.PayWeights;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommittedRuleTest {
    private static final BigInteger NOTHING = BigInteger.ZERO;

    /** The rules once more, straight from their words and in unbounded integers. */
    @Test
    void bundlesAreWhatTheirWordsSay() {
        for (ScoredMarket market : markets()) {
            assertWeights(CommittedRule.released(new BundlesRule()), market, byWords(market, 0));
        }
    }

    @Test
    void aLimitCutsScoresAtMeansOfTheirSizesOnTheQuestion() {
        for (ScoredMarket market : markets()) {
            assertWeights(CommittedRule.released(BundlesRule.limited()), market, byWords(market, 1));
            assertWeights(CommittedRule.limited(3), market, byWords(market, 3));
        }
    }

    @Test
    void theReleasedRootPaysAsTheCandidateUpToTheRoundingOfItsRates() {
        RuleUnderTest candidate = Rules.named("bundles/v1+limit1of1+root+linear");
        for (ScoredMarket market : markets()) {
            Epoch released = Epoch.of(market, Rules.named("bundles/v3"));
            Epoch exact = Epoch.of(market, candidate);
            for (String contributor : market.contributors()) {
                double want = exact.earned(Set.of(contributor), "data", receipt -> true)
                        .doubleValue();
                double got = released.earned(Set.of(contributor), "data", receipt -> true)
                        .doubleValue();
                assertThat(got).as(contributor).isBetween(want * .998, want * 1.002);
            }
        }
    }

    @Test
    void aGateClosesForWhoseHelpIsWithinItsStandardError() {
        int closed = 0;
        for (ScoredMarket market : markets()) {
            BigInteger[][] want = byWords(market, 2);
            for (int u = 0; u < market.contributors().size(); u++) {
                if (!passes(market, u)) {
                    closed++;
                    for (BigInteger[] question : want) {
                        question[u] = NOTHING;
                    }
                }
            }
            assertWeights(CommittedRule.gated(2), market, want);
        }
        assertThat(closed).isPositive();
    }

    /** Two honest markets, and one in which somebody labels everything wrong. */
    private static List<ScoredMarket> markets() {
        Scene texts = SmallMarkets.texts(4);
        Attempt flipped =
                Attacks.named("label-flip").attempts(texts, new Random(4)).get(2);
        ScoredMarket wrong =
                ScoredMarket.of(texts.honest().trained().near(flipped.market(), SmallMarkets.RULE), SmallMarkets.RULE);
        return List.of(SmallMarkets.digits(4, 1).honest(), texts.honest(), wrong);
    }

    private static void assertWeights(RuleUnderTest rule, ScoredMarket market, BigInteger[][] want) {
        PayWeights weights = rule.weights(market);
        for (int q = 0; q < market.questions(); q++) {
            for (int u = 0; u < market.contributors().size(); u++) {
                assertThat(weights.at(q, u))
                        .as("%s question %s payee %s", rule.id(), q, u)
                        .isEqualTo(want[q][u]);
            }
        }
    }

    private static boolean passes(ScoredMarket market, int contributor) {
        BigInteger net = NOTHING;
        BigInteger squares = NOTHING;
        for (int v = 0; v < market.heldOutItems(); v++) {
            BigInteger own = NOTHING;
            BigInteger all = NOTHING;
            for (int i = 0; i < market.rows(); i++) {
                BigInteger score = BigInteger.valueOf(market.heldOut(i, v));
                all = all.add(score.abs());
                own = market.payee(i) == contributor ? own.add(score) : own;
            }
            BigInteger part = rounded(own.shiftLeft(30), all);
            net = net.add(part);
            squares = squares.add(part.pow(2));
        }
        return net.signum() > 0 && net.pow(2).compareTo(squares) >= 0;
    }

    private static BigInteger[][] byWords(ScoredMarket market, int limit) {
        Map<String, Integer> seen = new HashMap<>();
        List<OwnedRow> rows = new ArrayList<>();
        for (int i = 0; i < market.rows(); i++) {
            String hash = HexFormat.of().formatHex(market.rowHash(i));
            rows.add(new OwnedRow(
                    market.contributors().get(market.payee(i)), hash + "/" + seen.merge(hash, 1, Integer::sum)));
        }
        Bundles bundles = new BundlesRule().deal(market.lotSeed(), rows);
        BigInteger[][] weights =
                new BigInteger[market.questions()][market.contributors().size()];
        for (BigInteger[] row : weights) {
            Arrays.fill(row, NOTHING);
        }
        for (int bundle = 0; bundle < bundles.count(); bundle++) {
            List<Integer> members = new ArrayList<>();
            for (int i = 0; i < market.rows(); i++) {
                if (bundles.bundle(bundles.lot(bundle), i) == bundle) {
                    members.add(i);
                }
            }
            BigInteger factor = BigInteger.valueOf(bundles.scale(bundle)).multiply(standing(market, members));
            int payee = market.payee(members.get(0));
            for (int q = 0; q < market.questions(); q++) {
                BigInteger sum = NOTHING;
                for (int i : members) {
                    sum = sum.add(limited(market, i, q, limit));
                }
                weights[q][payee] = weights[q][payee].add(factor.multiply(sum.max(NOTHING)));
            }
        }
        return weights;
    }

    private static BigInteger limited(ScoredMarket market, int row, int q, int limit) {
        BigInteger score = market.repeats(row, q) ? NOTHING : BigInteger.valueOf(market.capped(row, q));
        if (limit == 0) {
            return score;
        }
        BigInteger sizes = NOTHING;
        for (int i = 0; i < market.rows(); i++) {
            sizes = sizes.add(
                    market.repeats(i, q)
                            ? NOTHING
                            : BigInteger.valueOf(market.capped(i, q)).abs());
        }
        BigInteger most = sizes.multiply(BigInteger.valueOf(limit)).divide(BigInteger.valueOf(market.rows()));
        return score.min(most).max(most.negate());
    }

    private static BigInteger standing(ScoredMarket market, List<Integer> members) {
        BigInteger net = NOTHING;
        BigInteger normalised = NOTHING;
        BigInteger positive = NOTHING;
        for (int v = 0; v < market.heldOutItems(); v++) {
            BigInteger sum = NOTHING;
            BigInteger all = NOTHING;
            for (int i = 0; i < market.rows(); i++) {
                BigInteger score = BigInteger.valueOf(market.heldOut(i, v));
                all = all.add(score.abs());
                sum = members.contains(i) ? sum.add(score) : sum;
            }
            net = net.add(sum.shiftLeft(market.heldOutExponent(v) + 20));
            BigInteger part = rounded(sum.shiftLeft(30), all);
            normalised = normalised.add(part);
            positive = positive.add(part.max(NOTHING));
        }
        return net.signum() <= 0 || normalised.signum() <= 0
                ? NOTHING
                : normalised.shiftLeft(16).divide(positive);
    }

    /** To the nearest, halves up. */
    private static BigInteger rounded(BigInteger dividend, BigInteger divisor) {
        if (divisor.signum() == 0) {
            return NOTHING;
        }
        BigInteger twice = divisor.shiftLeft(1);
        BigInteger sum = dividend.shiftLeft(1).add(divisor);
        return sum.subtract(sum.mod(twice)).divide(twice);
    }
}
