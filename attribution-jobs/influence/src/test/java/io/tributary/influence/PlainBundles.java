// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/**
 * Rules {@code bundles/v1} to {@code bundles/v4} by their page, formula after formula, in BigInteger and without any class of the module: lots as lists of rows,
 * every quotient from the definition of rounding.
 */
final class PlainBundles {
    private static final int LOTS = 4;

    private final List<List<Integer>> bundles = new ArrayList<>();
    private final List<String> owners = new ArrayList<>();
    private final List<BigInteger> standings = new ArrayList<>();
    private final List<BigInteger> answering = new ArrayList<>();

    PlainBundles(String seed, List<String> contributors, List<String> rowIds) {
        for (int lot = 0; lot < LOTS; lot++) {
            for (String contributor : new java.util.TreeSet<>(contributors)) {
                Map<String, Integer> keyed = new TreeMap<>();
                for (int i = 0; i < rowIds.size(); i++) {
                    if (contributors.get(i).equals(contributor)) {
                        keyed.put(sha256("tributary/lot/v1\n" + seed + "\n" + lot + "\n" + rowIds.get(i)), i);
                    }
                }
                List<Integer> rows = List.copyOf(keyed.values());
                for (int first = 0; first < rows.size(); first += 10) {
                    bundles.add(rows.subList(first, Math.min(rows.size(), first + 10)));
                    owners.add(contributor);
                }
            }
        }
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bundles as sorted lists of rows. */
    List<List<Integer>> bundles() {
        return bundles.stream().map(rows -> rows.stream().sorted().toList()).toList();
    }

    List<BigInteger> standings() {
        return standings;
    }

    /** The standings under {@code bundles/v4}. */
    List<BigInteger> answeringStandings() {
        return answering;
    }

    private record Judged(BigInteger net, BigInteger normalised, BigInteger positive) {
        /** The help that is left, so many times, at most 1, in 2^-16; 0 if none is. */
        BigInteger left(long times) {
            return normalised.signum() <= 0
                    ? BigInteger.ZERO
                    : normalised
                            .multiply(BigInteger.valueOf(times))
                            .shiftLeft(16)
                            .divide(positive)
                            .min(BigInteger.valueOf(65_536));
        }
    }

    /**
     * Decides what each bundle counts.
     *
     * @param scores by row and item
     * @param exponents by item
     */
    void judge(long[][] scores, int[] exponents) {
        Map<String, BigInteger> ofContributors = new TreeMap<>();
        for (String owner : new java.util.TreeSet<>(owners)) {
            List<Integer> rows = IntStream.range(0, bundles.size())
                    .filter(g -> owners.get(g).equals(owner))
                    .boxed()
                    .flatMap(g -> bundles.get(g).stream())
                    .distinct()
                    .toList();
            ofContributors.put(owner, judged(rows, scores, exponents).left(5).max(BigInteger.valueOf(16_384)));
        }
        for (int g = 0; g < bundles.size(); g++) {
            Judged judged = judged(bundles.get(g), scores, exponents);
            boolean helped = judged.net().signum() > 0;
            standings.add(helped ? judged.left(1) : BigInteger.ZERO);
            answering.add(
                    helped
                            ? judged.left(5)
                                    .multiply(ofContributors.get(owners.get(g)))
                                    .shiftRight(16)
                            : BigInteger.ZERO);
        }
    }

    private static Judged judged(List<Integer> rows, long[][] scores, int[] exponents) {
        BigInteger net = BigInteger.ZERO;
        BigInteger normalised = BigInteger.ZERO;
        BigInteger positive = BigInteger.ZERO;
        for (int v = 0; v < exponents.length; v++) {
            BigInteger all = BigInteger.ZERO;
            for (long[] row : scores) {
                all = all.add(BigInteger.valueOf(row[v]).abs());
            }
            BigInteger bundle = sum(rows, scores, v);
            net = net.add(bundle.shiftLeft(exponents[v] + 19));
            BigInteger part = all.signum() == 0 ? BigInteger.ZERO : nearest(bundle.shiftLeft(30), all);
            normalised = normalised.add(part);
            positive = positive.add(part.max(BigInteger.ZERO));
        }
        return new Judged(net, normalised, positive);
    }

    /** The integer n with n - 1/2 <= a/b < n + 1/2. */
    private static BigInteger nearest(BigInteger a, BigInteger b) {
        BigInteger n = a.divide(b).subtract(BigInteger.TWO);
        while (n.shiftLeft(1).add(BigInteger.ONE).multiply(b).compareTo(a.shiftLeft(1)) <= 0) {
            n = n.add(BigInteger.ONE);
        }
        return n;
    }

    /** What each contributor weighs on a query. */
    Map<String, BigInteger> weights(long[][] scores, int query) {
        Map<String, BigInteger> weights = new TreeMap<>(Comparator.naturalOrder());
        for (int g = 0; g < bundles.size(); g++) {
            BigInteger rows = BigInteger.valueOf(bundles.get(g).size());
            BigInteger scale = rows.shiftLeft(32).divide(BigInteger.TEN).sqrt();
            BigInteger weight = sum(bundles.get(g), scores, query)
                    .max(BigInteger.ZERO)
                    .multiply(standings.get(g))
                    .multiply(scale);
            weights.merge(owners.get(g), weight, BigInteger::add);
        }
        return weights;
    }

    /**
     * What each contributor weighs on a query by {@code bundles/v3}, or by v4: help times the rate that makes it about its square root.
     *
     * @param standings of the rule
     * @param rateOf its rate, of help and the limit
     */
    Map<String, BigInteger> rootedWeights(
            long[][] scores, int query, List<BigInteger> standings, BinaryOperator<BigInteger> rateOf) {
        long[][] cut = cut(scores);
        BigInteger most = most(scores, query);
        Map<String, BigInteger> weights = new TreeMap<>(Comparator.naturalOrder());
        for (int g = 0; g < bundles.size(); g++) {
            BigInteger rows = BigInteger.valueOf(bundles.get(g).size());
            BigInteger help = sum(bundles.get(g), cut, query);
            BigInteger rate = help.signum() <= 0 ? BigInteger.ZERO : rateOf.apply(help, most);
            BigInteger weight = help.multiply(rate)
                    .multiply(standings.get(g))
                    .multiply(rows.shiftLeft(16).divide(BigInteger.TEN));
            weights.merge(owners.get(g), weight, BigInteger::add);
        }
        return weights;
    }

    /** {@code sqrt(limit / help)} in 2^-12, at most 65,535. */
    static BigInteger squareRootRate(BigInteger help, BigInteger limit) {
        return limit.shiftLeft(24).divide(help).sqrt().min(BigInteger.valueOf(65_535));
    }

    /** {@code (limit / help)^(3/4)} in 2^-12, at most 65,535: from the ratio in 2^-24 and its square root. */
    static BigInteger fourthRootRate(BigInteger help, BigInteger limit) {
        return limit.shiftLeft(24)
                .divide(help)
                .multiply(squareRootRate(help, limit))
                .shiftRight(12)
                .sqrt()
                .min(BigInteger.valueOf(65_535));
    }

    /** The scores that {@code bundles/v2} lets count: on each query none is larger than the mean size of all. */
    static long[][] cut(long[][] scores) {
        long[][] cut = new long[scores.length][scores[0].length];
        for (int q = 0; q < scores[0].length; q++) {
            BigInteger most = most(scores, q);
            for (int i = 0; i < scores.length; i++) {
                BigInteger score = BigInteger.valueOf(scores[i][q]);
                cut[i][q] = score.min(most).max(most.negate()).longValueExact();
            }
        }
        return cut;
    }

    /** The mean size of all scores on a query. */
    private static BigInteger most(long[][] scores, int query) {
        BigInteger sizes = BigInteger.ZERO;
        for (long[] row : scores) {
            sizes = sizes.add(BigInteger.valueOf(row[query]).abs());
        }
        return sizes.divide(BigInteger.valueOf(scores.length));
    }

    private static BigInteger sum(List<Integer> rows, long[][] scores, int query) {
        return rows.stream().map(i -> BigInteger.valueOf(scores[i][query])).reduce(BigInteger.ZERO, BigInteger::add);
    }
}
