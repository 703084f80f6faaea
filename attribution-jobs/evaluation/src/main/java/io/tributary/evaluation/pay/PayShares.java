// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.pay;

import io.tributary.evaluation.data.DataSet;
import io.tributary.evaluation.data.Item;
import io.tributary.evaluation.method.CommittedModel;
import io.tributary.influence.BundleSums;
import io.tributary.influence.Bundles;
import io.tributary.influence.LotSeed;
import io.tributary.influence.OwnedRow;
import io.tributary.influence.PayRule;
import io.tributary.influence.PayWeights;
import io.tributary.influence.QueryBlock;
import io.tributary.influence.ScoreLimits;
import io.tributary.influence.Standings;
import io.tributary.protocol.merkle.MerkleTree;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What each contributor of a data set is paid: the committed model is trained on its rows, the held-out part decides the standings, and
 * the queries are answered for equal fees. The kernels are those of a paid epoch.
 */
public final class PayShares {
    private final DataSet data;
    private final CommittedModel model;
    private final int[] caps;
    private final LotSeed seed;

    private PayShares(DataSet data, CommittedModel model, int[] caps, LotSeed seed) {
        this.data = data;
        this.model = model;
        this.caps = caps;
        this.seed = seed;
    }

    /**
     * Trains the model.
     *
     * @param seed of the rule's lots
     */
    public static PayShares of(DataSet data, long seed) {
        CommittedModel model = CommittedModel.train(data.shape(), DataSet.rows(data.train()));
        List<byte[]> ids = data.train().stream()
                .map(item -> item.id().getBytes(StandardCharsets.UTF_8))
                .toList();
        LotSeed lots = LotSeed.of(MerkleTree.ofLeaves(ids).root(), List.of(Long.toString(seed)));
        return new PayShares(data, model, model.capFactors(), lots);
    }

    /** The model that is paid for. */
    public CommittedModel model() {
        return model;
    }

    /**
     * Each contributor's share of all fees under a rule; they sum to one unless an answer's fee stays undistributed.
     *
     * @return by contributor, in ascending order
     */
    public SortedMap<String, Double> under(PayRule rule) {
        List<OwnedRow> owned = data.train().stream()
                .map(item -> new OwnedRow(item.contributor(), item.id()))
                .toList();
        Bundles bundles = rule.deal(seed, owned);
        QueryBlock heldOut = model.queries(DataSet.rows(data.heldOut()));
        Standings standings = new Standings(bundles);
        standings.add(
                sums(bundles, heldOut),
                IntStream.range(0, heldOut.queries()).map(heldOut::exponent).toArray());
        QueryBlock asked = model.queries(model.answered(DataSet.rows(data.queries())));
        int payees = bundles.contributors().size();
        long[] capped = model.cappedScores(asked, caps);
        ScoreLimits limits = limits(rule, capped, asked.queries(), bundles.rows());
        PayWeights weights = PayWeights.of(
                rule,
                limits,
                paid(limits, bundles, capped),
                standings.by(rule),
                IntStream.range(0, payees).toArray(),
                payees);
        return shares(bundles.contributors(), weights);
    }

    private static ScoreLimits limits(PayRule rule, long[] capped, int queries, int rows) {
        long[] sizes = new long[queries];
        for (int at = 0; at < capped.length; at++) {
            sizes[at % queries] += Math.abs(capped[at]);
        }
        return ScoreLimits.of(rule, sizes, rows);
    }

    /** The sums over what the rule lets each row count. */
    private static BundleSums paid(ScoreLimits limits, Bundles bundles, long[] capped) {
        int queries = limits.answers();
        BundleSums sums = new BundleSums(bundles, queries);
        for (int at = 0; at < capped.length; at++) {
            sums.add(at / queries, at % queries, limits.cut(at % queries, capped[at]));
        }
        return sums;
    }

    private BundleSums sums(Bundles bundles, QueryBlock queries) {
        long[] capped = model.cappedScores(queries, caps);
        BundleSums sums = new BundleSums(bundles, queries.queries());
        for (int i = 0; i < bundles.rows(); i++) {
            sums.add(i, Arrays.copyOfRange(capped, i * queries.queries(), (i + 1) * queries.queries()));
        }
        return sums;
    }

    private static SortedMap<String, Double> shares(List<String> contributors, PayWeights weights) {
        SortedMap<String, Double> shares = new TreeMap<>();
        contributors.forEach(name -> shares.put(name, 0.0));
        for (int q = 0; q < weights.queries(); q++) {
            BigInteger total = BigInteger.ZERO;
            for (int u = 0; u < contributors.size(); u++) {
                total = total.add(weights.at(q, u));
            }
            for (int u = 0; u < contributors.size() && total.signum() > 0; u++) {
                double share = weights.at(q, u).doubleValue() / total.doubleValue() / weights.queries();
                shares.merge(contributors.get(u), share, Double::sum);
            }
        }
        return shares;
    }

    /**
     * The signed net influence of each contributor's rows on the held-out part, uncapped: no rule, since it can't be paid where it is
     * negative, but the best that scores alone know.
     */
    public SortedMap<String, Double> signedNets() {
        QueryBlock heldOut = model.queries(DataSet.rows(data.heldOut()));
        long[] scores = model.scores(heldOut);
        SortedMap<String, Double> nets = new TreeMap<>();
        for (int i = 0; i < data.train().size(); i++) {
            Item item = data.train().get(i);
            double net = 0;
            for (int v = 0; v < heldOut.queries(); v++) {
                net += Math.scalb((double) scores[i * heldOut.queries() + v], heldOut.exponent(v));
            }
            nets.merge(item.contributor(), net, Double::sum);
        }
        return nets;
    }
}
