// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.attribution.EpochFixture.Document;
import io.tributary.influence.Dictionary;
import io.tributary.influence.DocumentFrequencies;
import io.tributary.influence.Features;
import io.tributary.influence.InverseCurvature;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.NewtonTrainer;
import io.tributary.influence.Passage;
import io.tributary.influence.Passages;
import io.tributary.influence.Query;
import io.tributary.influence.RowBlock;
import io.tributary.influence.SelfInfluence;
import io.tributary.influence.Shape;
import io.tributary.influence.Weights;
import io.tributary.influence.duplicate.TextPrint;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.money.LargestRemainder;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The weights and claims of an epoch by the formulas of the method, pair by pair, in BigInteger and without blocks, kernels or
 * Spark: raw score, shift, cap, net held-out influence, positive part.
 */
final class PlainEpoch {
    /** The id of a line that gives ada 7,000 basis points for words and cy 3,000 for labels. */
    static final String LINE = "line=8d0c4cb5ce4c4445f8d9c6a26f994187";

    private final List<String> contributors = new ArrayList<>();
    private final List<String> rowIds = new ArrayList<>();
    private final List<List<String>> passages = new ArrayList<>();
    private final List<LabelledRow> rows = new ArrayList<>();
    private final Features features;
    private final Weights weights;
    private final InverseCurvature inverse;
    private final long[] sigmas;
    private final long median;

    PlainEpoch(List<Document> documents, int lambdaQ24) {
        Map<String, List<String>> groups = new TreeMap<>();
        documents.forEach(document -> groups.computeIfAbsent(
                        document.contributor() + "/" + document.label(), group -> new ArrayList<>())
                .add(document.text()));
        DocumentFrequencies frequencies = new DocumentFrequencies();
        groups.values().forEach(texts -> Passages.cut(texts).forEach(passage -> frequencies.add(passage.tokens())));
        Dictionary dictionary = Dictionary.select(frequencies.counts(), frequencies.passages());
        this.features = new Features(dictionary);
        groups.forEach((group, texts) -> {
            int index = 0;
            for (Passage passage : Passages.cut(texts)) {
                rowIds.add(group + "/" + String.format("%06d", index++));
                passages.add(passage.tokens());
                contributors.add(group.substring(0, group.indexOf('/')));
                rows.add(new LabelledRow(
                        features.row(passage.tokens()),
                        GeneratedTexts.LABELS.indexOf(group.substring(group.indexOf('/') + 1))));
            }
        });
        Shape shape = Shape.of(GeneratedTexts.LABELS.size(), dictionary, lambdaQ24);
        NewtonTrainer.Result result = NewtonTrainer.train(Weights.zero(shape), rows);
        this.weights = result.weights();
        this.inverse = InverseCurvature.of(result.curvature());
        this.sigmas = SelfInfluence.roots(RowBlock.of(weights, rows), inverse);
        this.median = SelfInfluence.lowerMedian(sigmas);
    }

    /** Which rows may earn, by the order of contributor, label and place. */
    boolean[] eligible(List<Document> heldOut) {
        boolean[] eligible = new boolean[rows.size()];
        List<Query> queries = new ArrayList<>();
        for (Document item : heldOut) {
            queries.add(query(item.text(), GeneratedTexts.LABELS.indexOf(item.label())));
        }
        for (int i = 0; i < eligible.length; i++) {
            // In units of 2^-64 of the score scale, so that negative exponents stay whole.
            BigInteger net = BigInteger.ZERO;
            for (Query query : queries) {
                net = net.add(score(i, query).shiftLeft(64 + query.exponent()));
            }
            eligible[i] = net.signum() > 0;
        }
        return eligible;
    }

    /**
     * Σ fee·share of each payee and role in units of 2^-62 micro-units, by {@code rows/v1}.
     *
     * @param fees of the questions, in their order
     */
    Map<String, BigInteger> claims(List<Document> heldOut, List<String> questions, List<BigInteger> fees) {
        boolean[] eligible = eligible(heldOut);
        return claims(questions, fees, question -> weights(question, eligible));
    }

    /**
     * The same by {@code bundles/v1}.
     *
     * @param seed of the lots, 64 hex digits
     */
    Map<String, BigInteger> bundleClaims(
            String seed, List<Document> heldOut, List<String> questions, List<BigInteger> fees) {
        List<PlainBundle> bundles = bundles(seed, heldOut);
        return claims(questions, fees, question -> weights(question, bundles, Function.identity()));
    }

    /** The same by {@code bundles/v2}: no score on an answer counts for more than the mean size of all rows' scores there. */
    Map<String, BigInteger> limitedClaims(
            String seed, List<Document> heldOut, List<String> questions, List<BigInteger> fees) {
        List<PlainBundle> bundles = bundles(seed, heldOut);
        return claims(questions, fees, question -> weights(question, bundles, PlainEpoch::cut));
    }

    /** The same by {@code bundles/v3}: besides, help is paid by about its square root. */
    Map<String, BigInteger> rootedClaims(
            String seed, List<Document> heldOut, List<String> questions, List<BigInteger> fees) {
        List<PlainBundle> bundles = bundles(seed, heldOut);
        return claims(questions, fees, question -> rootedWeights(question, bundles, PlainEpoch::squareRootRate));
    }

    /** The same by {@code bundles/v4}: besides, by its fourth root, and the standing is whole from a fifth on, as far as all rows of its contributor go. */
    Map<String, BigInteger> answeringClaims(
            String seed, List<Document> heldOut, List<String> questions, List<BigInteger> fees) {
        List<Query> queries = queries(heldOut);
        List<BigInteger> totals = totals(queries);
        List<PlainBundle> bundles = new ArrayList<>();
        for (PlainBundle bundle : bundles(seed, heldOut)) {
            List<Integer> all = IntStream.range(0, rows.size())
                    .filter(i -> contributors.get(i).equals(bundle.contributor()))
                    .boxed()
                    .toList();
            Judged judged = judged(bundle.rows(), queries, totals);
            BigInteger own = judged.net().signum() > 0 ? judged.left(5) : BigInteger.ZERO;
            BigInteger ofAll = judged(all, queries, totals).left(5).max(BigInteger.valueOf(16_384));
            BigInteger standing = own.multiply(ofAll).shiftRight(16);
            bundles.add(new PlainBundle(bundle.contributor(), bundle.rows(), standing));
        }
        return claims(questions, fees, question -> rootedWeights(question, bundles, PlainEpoch::fourthRootRate));
    }

    private static BigInteger squareRootRate(BigInteger help, BigInteger limit) {
        return limit.shiftLeft(24).divide(help).sqrt().min(BigInteger.valueOf(65_535));
    }

    private static BigInteger fourthRootRate(BigInteger help, BigInteger limit) {
        BigInteger ratio = limit.shiftLeft(24).divide(help);
        BigInteger cubes = ratio.multiply(squareRootRate(help, limit)).shiftRight(12);
        return cubes.sqrt().min(BigInteger.valueOf(65_535));
    }

    private Map<String, BigInteger> rootedWeights(
            String question, List<PlainBundle> bundles, BinaryOperator<BigInteger> rateOf) {
        List<BigInteger> uncut = scores(question);
        List<BigInteger> scores = cut(uncut);
        BigInteger limit = most(uncut);
        Map<String, BigInteger> sums = new TreeMap<>();
        for (PlainBundle bundle : bundles) {
            BigInteger help = bundle.rows().stream().map(scores::get).reduce(BigInteger.ZERO, BigInteger::add);
            if (help.signum() > 0) {
                BigInteger rate = rateOf.apply(help, limit);
                BigInteger scale =
                        BigInteger.valueOf(bundle.rows().size()).shiftLeft(16).divide(BigInteger.TEN);
                BigInteger factor = scale.multiply(bundle.standing());
                sums.merge(bundle.contributor(), help.multiply(rate).multiply(factor), BigInteger::add);
            }
        }
        return sums;
    }

    private static BigInteger most(List<BigInteger> scores) {
        BigInteger sizes = scores.stream().map(BigInteger::abs).reduce(BigInteger.ZERO, BigInteger::add);
        return sizes.divide(BigInteger.valueOf(scores.size()));
    }

    private static List<BigInteger> cut(List<BigInteger> scores) {
        BigInteger most = most(scores);
        return scores.stream().map(score -> score.min(most).max(most.negate())).toList();
    }

    private static Map<String, BigInteger> claims(
            List<String> questions, List<BigInteger> fees, Function<String, Map<String, BigInteger>> weigh) {
        List<BigInteger> roles = LargestRemainder.split(
                BigInteger.ONE.shiftLeft(62),
                List.of(7000, 1000, 1500, 500).stream().map(BigInteger::valueOf).toList());
        Map<String, BigInteger> claims = new TreeMap<>();
        for (int q = 0; q < fees.size(); q++) {
            BigInteger fee = fees.get(q);
            Map<String, BigInteger> weights = weigh.apply(questions.get(q));
            weights.values().removeIf(weight -> weight.signum() == 0);
            Map<String, BigInteger> earners = earners(weights);
            List<BigInteger> data = LargestRemainder.split(roles.get(0), new ArrayList<>(earners.values()));
            int i = 0;
            for (String earner : earners.keySet()) {
                claims.merge("payee-" + earner, fee.multiply(data.get(i++)), BigInteger::add);
            }
            claims.merge("payee-host-1 host", fee.multiply(roles.get(1)), BigInteger::add);
            claims.merge("payee-org1 model", fee.multiply(roles.get(2)), BigInteger::add);
            claims.merge("payee-platform platform", fee.multiply(roles.get(3)), BigInteger::add);
        }
        return claims;
    }

    /** Contributors and roles; whoever is called {@link #LINE} is ada, who wrote, and cy, who labelled, in seven and three tenths. */
    private static Map<String, BigInteger> earners(Map<String, BigInteger> weights) {
        Map<String, BigInteger> earners = new TreeMap<>();
        weights.forEach((contributor, weight) -> {
            if (contributor.equals(LINE)) {
                earners.merge("ada data", weight.multiply(BigInteger.valueOf(7)), BigInteger::add);
                earners.merge("cy label", weight.multiply(BigInteger.valueOf(3)), BigInteger::add);
            } else {
                earners.merge(contributor + " data", weight.multiply(BigInteger.TEN), BigInteger::add);
            }
        });
        return earners;
    }

    private record PlainBundle(String contributor, List<Integer> rows, BigInteger standing) {
        /** Scale times standing under the rules without a root. */
        BigInteger factor() {
            return BigInteger.valueOf(rows.size())
                    .shiftLeft(32)
                    .divide(BigInteger.TEN)
                    .sqrt()
                    .multiply(standing);
        }
    }

    private List<PlainBundle> bundles(String seed, List<Document> heldOut) {
        List<Query> queries = queries(heldOut);
        List<BigInteger> totals = totals(queries);
        List<PlainBundle> bundles = new ArrayList<>();
        for (int lot = 0; lot < 4; lot++) {
            for (String contributor : new TreeSet<>(contributors)) {
                TreeMap<String, Integer> dealt = new TreeMap<>();
                for (int i = 0; i < rows.size(); i++) {
                    if (contributors.get(i).equals(contributor)) {
                        String text = "tributary/lot/v1\n" + seed + "\n" + lot + "\n" + rowIds.get(i);
                        dealt.put(
                                Hash.sha256(text.getBytes(StandardCharsets.UTF_8))
                                        .hex(),
                                i);
                    }
                }
                List<Integer> order = List.copyOf(dealt.values());
                for (int first = 0; first < order.size(); first += 10) {
                    List<Integer> part = order.subList(first, Math.min(order.size(), first + 10));
                    Judged judged = judged(part, queries, totals);
                    BigInteger standing = judged.net().signum() > 0 ? judged.left(1) : BigInteger.ZERO;
                    bundles.add(new PlainBundle(contributor, part, standing));
                }
            }
        }
        return bundles;
    }

    private List<Query> queries(List<Document> heldOut) {
        return heldOut.stream()
                .map(item -> query(item.text(), GeneratedTexts.LABELS.indexOf(item.label())))
                .toList();
    }

    private List<BigInteger> totals(List<Query> queries) {
        return queries.stream()
                .map(query -> IntStream.range(0, rows.size())
                        .mapToObj(i -> score(i, query).abs())
                        .reduce(BigInteger.ZERO, BigInteger::add))
                .toList();
    }

    private record Judged(BigInteger net, BigInteger normalised, BigInteger positive) {
        /** The help that is left, so many times and at most 1, in 2^-16. */
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

    private Judged judged(List<Integer> bundle, List<Query> queries, List<BigInteger> totals) {
        BigInteger net = BigInteger.ZERO;
        BigInteger normalised = BigInteger.ZERO;
        BigInteger positive = BigInteger.ZERO;
        for (int v = 0; v < queries.size(); v++) {
            BigInteger sum = sum(bundle, queries.get(v));
            net = net.add(sum.shiftLeft(64 + queries.get(v).exponent()));
            BigInteger twice = totals.get(v).shiftLeft(1);
            BigInteger[] part = sum.shiftLeft(31).add(totals.get(v)).divideAndRemainder(twice);
            BigInteger rounded = part[1].signum() < 0 ? part[0].subtract(BigInteger.ONE) : part[0];
            normalised = normalised.add(rounded);
            positive = positive.add(rounded.max(BigInteger.ZERO));
        }
        return new Judged(net, normalised, positive);
    }

    private BigInteger sum(List<Integer> bundle, Query query) {
        return bundle.stream().map(i -> score(i, query)).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /**
     * What each contributor's bundles weigh for a question with the answer that the model gives.
     *
     * @param counted of the scores of all rows, what counts
     */
    private Map<String, BigInteger> weights(
            String question, List<PlainBundle> bundles, Function<List<BigInteger>, List<BigInteger>> counted) {
        List<BigInteger> scores = counted.apply(scores(question));
        Map<String, BigInteger> sums = new TreeMap<>();
        for (PlainBundle bundle : bundles) {
            BigInteger sum = bundle.rows().stream().map(scores::get).reduce(BigInteger.ZERO, BigInteger::add);
            sums.merge(bundle.contributor(), sum.max(BigInteger.ZERO).multiply(bundle.factor()), BigInteger::add);
        }
        return sums;
    }

    /** The scores of all rows on a question with the answer that the model gives; 0 for a row that the question repeats. */
    private List<BigInteger> scores(String question) {
        Query query = query(question, weights.predict(features.row(Passages.question(question))));
        return IntStream.range(0, rows.size())
                .mapToObj(i -> TextPrint.repeats(String.join(" ", passages.get(i)), question)
                        ? BigInteger.ZERO
                        : score(i, query))
                .toList();
    }

    /** What each contributor's rows weigh for a question with the answer that the model gives. */
    Map<String, BigInteger> weights(String question, boolean[] eligible) {
        Query query = query(question, weights.predict(features.row(Passages.question(question))));
        Map<String, BigInteger> sums = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            BigInteger score = score(i, query);
            if (eligible[i] && score.signum() > 0) {
                sums.merge(contributors.get(i), score, BigInteger::add);
            }
        }
        return sums;
    }

    private Query query(String text, int label) {
        return Query.of(weights, inverse, new LabelledRow(features.row(Passages.question(text)), label));
    }

    private BigInteger score(int row, Query query) {
        int[] residuals = weights.residuals(rows.get(row));
        byte[] x = rows.get(row).features().toDense();
        short[] v = query.vector();
        BigInteger raw = BigInteger.ZERO;
        for (int c = 0; c < residuals.length; c++) {
            for (int j = 0; j < x.length; j++) {
                raw = raw.add(BigInteger.valueOf((long) residuals[c] * x[j])
                        .multiply(BigInteger.valueOf(v[c * x.length + j])));
            }
        }
        BigInteger stored = raw.add(BigInteger.ONE.shiftLeft(23)).shiftRight(24);
        BigInteger cap = sigmas[row] <= median
                ? BigInteger.ONE.shiftLeft(20)
                : BigInteger.valueOf(median).shiftLeft(20).divide(BigInteger.valueOf(sigmas[row]));
        return stored.multiply(cap).add(BigInteger.ONE.shiftLeft(19)).shiftRight(20);
    }
}
