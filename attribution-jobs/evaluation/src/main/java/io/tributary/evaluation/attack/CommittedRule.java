// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.BundleNet;
import io.tributary.influence.BundleSums;
import io.tributary.influence.Bundles;
import io.tributary.influence.BundlesRule;
import io.tributary.influence.OwnedRow;
import io.tributary.influence.PayRule;
import io.tributary.influence.PayWeights;
import io.tributary.influence.ScoreLimits;
import io.tributary.influence.Standings;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A pay rule of the release, run by its own kernel: what is measured is what is paid. Candidates differ from it in what is done to the
 * scores on paid questions before they are netted.
 */
final class CommittedRule implements RuleUnderTest {
    private static final int ROOT_BITS = 20;

    private final String id;
    private final PayRule rule;
    private final QuestionFilter filter;
    private final long meansMax;
    private final long meansOver;
    private final Gate gate;
    private final Help help;
    private final Scale scale;

    /** What becomes of a question that repeats a row. */
    enum QuestionFilter {
        /** It is paid like any other. */
        NONE,
        /** The row scores 0 on it. */
        NEAR_DUPLICATES
    }

    /** Who may earn at all, beside what each bundle's standing says. */
    enum Gate {
        /** Everybody. */
        OPEN,
        /** Whose rows together help the held-out set by at least the standard error of that help. */
        NET_ABOVE_ERROR
    }

    /** What a bundle's help on a question, the sum of its scores, counts. */
    enum Help {
        /** As much as it is. */
        SUM,
        /** Its square root: who is twice as good is paid less than twice as much. */
        ROOT,
        /** Its fourth root. */
        FOURTH_ROOT,
        /** As much as it is up to the limit of one row, and beyond it the square root of the product of the two. */
        ROOT_BEYOND_LIMIT;

        /** What a sum counts, in units of 2^-10, beside the limit of a row on that question. */
        long counted(long sum, long limit) {
            BigInteger help = BigInteger.valueOf(Math.max(0, sum));
            BigInteger counted = switch (this) {
                case SUM -> help.shiftLeft(ROOT_BITS / 2);
                case ROOT -> help.shiftLeft(ROOT_BITS).sqrt();
                case FOURTH_ROOT -> help.shiftLeft(2 * ROOT_BITS).sqrt().sqrt();
                case ROOT_BEYOND_LIMIT ->
                    sum <= limit
                            ? help.shiftLeft(ROOT_BITS / 2)
                            : help.multiply(BigInteger.valueOf(limit))
                                    .shiftLeft(ROOT_BITS)
                                    .sqrt();
            };
            return counted.longValueExact();
        }
    }

    /** What a bundle counts by its number of rows k, of ten. */
    enum Scale {
        /** √(k/10), as released. */
        ROOT,
        /** k/10. */
        LINEAR
    }

    private CommittedRule(
            String id,
            PayRule rule,
            QuestionFilter filter,
            long meansMax,
            long meansOver,
            Gate gate,
            Help help,
            Scale scale) {
        this.id = id;
        this.rule = rule;
        this.filter = filter;
        this.meansMax = meansMax;
        this.meansOver = meansOver;
        this.gate = gate;
        this.help = help;
        this.scale = scale;
    }

    /** The rule as it is released. */
    static CommittedRule released(PayRule rule) {
        QuestionFilter filter = rule instanceof BundlesRule ? QuestionFilter.NEAR_DUPLICATES : QuestionFilter.NONE;
        long meansMax = rule.meansMax().isPresent() ? rule.meansMax().getAsInt() : Long.MAX_VALUE;
        return new CommittedRule(rule.id(), rule, filter, meansMax, 1, Gate.OPEN, Help.SUM, Scale.ROOT);
    }

    /**
     * Bundles in which no row's score on a question counts for more than {@code meansMax} times the mean size of all rows' scores on it:
     * rows that were made or chosen for few questions can't live on them.
     */
    static CommittedRule limited(int meansMax) {
        BundlesRule bundles = new BundlesRule();
        return new CommittedRule(
                bundles.id() + "+limit" + meansMax,
                bundles,
                QuestionFilter.NEAR_DUPLICATES,
                meansMax,
                1,
                Gate.OPEN,
                Help.SUM,
                Scale.ROOT);
    }

    /** The same with less than the mean: one {@code meansOver}th of it. */
    static CommittedRule limitedToPart(int meansOver) {
        BundlesRule bundles = new BundlesRule();
        return new CommittedRule(
                bundles.id() + "+limit1of" + meansOver,
                bundles,
                QuestionFilter.NEAR_DUPLICATES,
                1,
                meansOver,
                Gate.OPEN,
                Help.SUM,
                Scale.ROOT);
    }

    /** The limit of one mean or a part of it, and something less than the sum for what a bundle did. */
    static CommittedRule concave(int meansOver, Help help, Scale scale) {
        CommittedRule limited = limitedToPart(meansOver);
        String suffix =
                "+" + help.name().toLowerCase(Locale.ROOT).replace('_', '-') + (scale == Scale.LINEAR ? "+linear" : "");
        return new CommittedRule(
                limited.id + suffix, limited.rule, limited.filter, 1, meansOver, Gate.OPEN, help, scale);
    }

    /** The same, and only who passes {@link Gate#NET_ABOVE_ERROR} earns: a second name that holds nothing but junk does not. */
    static CommittedRule gated(int meansMax) {
        CommittedRule open = limited(meansMax);
        return new CommittedRule(
                open.id + "+gate",
                open.rule,
                open.filter,
                open.meansMax,
                1,
                Gate.NET_ABOVE_ERROR,
                Help.SUM,
                Scale.ROOT);
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
        int[] standing = standings.by(rule);
        boolean[] open = open(market);
        for (int bundle = 0; bundle < standing.length; bundle++) {
            standing[bundle] = open[payees[bundles.contributor(bundle)]] ? standing[bundle] : 0;
        }
        return help == Help.SUM
                ? PayWeights.of(
                        rule,
                        ScoreLimits.of(rule, sizes(market), market.rows()),
                        sums,
                        standing,
                        payees,
                        market.contributors().size())
                : counted(market, sums, standing, payees);
    }

    private PayWeights counted(ScoredMarket market, BundleSums sums, int[] standing, int[] payees) {
        Bundles bundles = sums.bundles();
        PayWeights weights =
                new PayWeights(sums.queries(), market.contributors().size());
        for (int q = 0; q < sums.queries(); q++) {
            long limit = largest(market, q);
            for (int bundle = 0; bundle < standing.length; bundle++) {
                long factor = scale == Scale.ROOT
                        ? bundles.factor(bundle, standing[bundle])
                        : (1L << BundlesRule.BITS) * bundles.size(bundle) / BundlesRule.ROWS * standing[bundle];
                weights.add(q, payees[bundles.contributor(bundle)], factor, help.counted(sums.sum(bundle, q), limit));
            }
        }
        return weights;
    }

    private boolean[] open(ScoredMarket market) {
        boolean[] open = new boolean[market.contributors().size()];
        Arrays.fill(open, gate == Gate.OPEN);
        for (int u = 0; u < open.length && gate == Gate.NET_ABOVE_ERROR; u++) {
            open[u] = netAboveError(market, u);
        }
        return open;
    }

    /** {@code N = Σ_v n_v > 0} and {@code N² >= Σ_v n_v²}, with {@code n_v = round(2^30 U_v / a_v)} over all of his rows. */
    private static boolean netAboveError(ScoredMarket market, int contributor) {
        BigInteger net = BigInteger.ZERO;
        BigInteger squares = BigInteger.ZERO;
        for (int v = 0; v < market.heldOutItems(); v++) {
            long own = 0;
            long all = 0;
            for (int i = 0; i < market.rows(); i++) {
                long score = market.heldOut(i, v);
                own = Math.addExact(own, market.payee(i) == contributor ? score : 0);
                all = Math.addExact(all, Math.abs(score));
            }
            BigInteger part = normalised(own, all);
            net = net.add(part);
            squares = squares.add(part.multiply(part));
        }
        return net.signum() > 0 && net.multiply(net).compareTo(squares) >= 0;
    }

    /** {@code floor((2^31 own + all) / (2 all))}, 0 for all = 0. */
    private static BigInteger normalised(long own, long all) {
        if (all == 0) {
            return BigInteger.ZERO;
        }
        BigInteger twice = BigInteger.valueOf(all).shiftLeft(1);
        BigInteger dividend =
                BigInteger.valueOf(own).shiftLeft(BundleNet.BITS + 1).add(BigInteger.valueOf(all));
        return dividend.subtract(dividend.mod(twice)).divide(twice);
    }

    private long score(ScoredMarket market, int row, int question) {
        boolean blank = filter == QuestionFilter.NEAR_DUPLICATES && market.repeats(row, question);
        return blank ? 0 : market.capped(row, question);
    }

    /** {@code floor(meansMax Σ |s̃| / (meansOver n))}; the sum is below 2^38 n. */
    private long largest(ScoredMarket market, int question) {
        if (meansMax == Long.MAX_VALUE) {
            return meansMax;
        }
        return Math.multiplyExact(meansMax, size(market, question)) / (meansOver * market.rows());
    }

    private long[] sizes(ScoredMarket market) {
        return IntStream.range(0, market.questions())
                .mapToLong(question -> size(market, question))
                .toArray();
    }

    private long size(ScoredMarket market, int question) {
        long size = 0;
        for (int i = 0; i < market.rows(); i++) {
            size = Math.addExact(size, Math.abs(score(market, i, question)));
        }
        return size;
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
