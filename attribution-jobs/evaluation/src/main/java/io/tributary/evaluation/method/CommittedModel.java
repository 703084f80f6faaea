// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.method;

import io.tributary.influence.BlockScorer;
import io.tributary.influence.InverseCurvature;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.NewtonTrainer;
import io.tributary.influence.Query;
import io.tributary.influence.QueryBlock;
import io.tributary.influence.ReferenceScorer;
import io.tributary.influence.RowBlock;
import io.tributary.influence.ScaleCap;
import io.tributary.influence.SelfInfluence;
import io.tributary.influence.Shape;
import io.tributary.influence.StepSums;
import io.tributary.influence.Weights;
import io.tributary.protocol.error.RefusedException;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model as the platform trains and scores it, by the kernels of {@code ipa1/factored}: what a paid epoch would compute over these
 * rows. Integers throughout, so threads change nothing. Immutable.
 */
public final class CommittedModel {
    private static final int CHUNK = 256;

    private final Weights weights;
    private final InverseCurvature inverse;
    private final RowBlock rows;

    private CommittedModel(Weights weights, InverseCurvature inverse, RowBlock rows) {
        this.weights = weights;
        this.inverse = inverse;
        this.rows = rows;
    }

    /**
     * Trains on the rows as the trainer {@code newton} does, from zero.
     *
     * @throws RefusedException if the certificate does not hold
     */
    public static CommittedModel train(Shape shape, List<LabelledRow> rows) {
        NewtonTrainer.Result result = NewtonTrainer.train(Weights.zero(shape), weights -> sums(weights, rows));
        if (!result.certificate().holds()) {
            throw new RefusedException("training on " + rows.size() + " rows ends without a certificate");
        }
        return new CommittedModel(
                result.weights(), InverseCurvature.of(result.curvature()), RowBlock.of(result.weights(), rows));
    }

    private static StepSums sums(Weights weights, List<LabelledRow> rows) {
        int chunks = (rows.size() + CHUNK - 1) / CHUNK;
        return IntStream.range(0, chunks)
                .parallel()
                .mapToObj(chunk -> NewtonTrainer.sums(
                        weights, rows.subList(chunk * CHUNK, Math.min(rows.size(), (chunk + 1) * CHUNK))))
                .reduce((left, right) -> {
                    left.merge(right);
                    return left;
                })
                .orElseThrow();
    }

    /** The weights. */
    public Weights weights() {
        return weights;
    }

    /** The inverse curvature K. */
    public InverseCurvature inverse() {
        return inverse;
    }

    /** The training rows with their residuals. */
    public RowBlock rows() {
        return rows;
    }

    /** What these items are scored by, with their labels as the answer. */
    public QueryBlock queries(List<LabelledRow> items) {
        return new QueryBlock(
                weights.shape(),
                items.stream().map(item -> Query.of(weights, inverse, item)).toList());
    }

    /** The same items with the label that the model gives them. */
    public List<LabelledRow> answered(List<LabelledRow> items) {
        return items.stream()
                .map(item -> new LabelledRow(item.features(), weights.predict(item.features())))
                .toList();
    }

    /** Stored scores, {@code result[i Q + q]}. */
    public long[] scores(QueryBlock queries) {
        long[] raw = new ReferenceScorer().score(rows, queries);
        for (int at = 0; at < raw.length; at++) {
            raw[at] = BlockScorer.stored(raw[at]);
        }
        return raw;
    }

    /** Self-influence σ² of every row. */
    public BigInteger[] selfInfluence() {
        return SelfInfluence.squares(rows, inverse);
    }

    /** The factor of every row that caps its scale at the committed median. */
    public int[] capFactors() {
        long[] roots = SelfInfluence.roots(rows, inverse);
        long median = SelfInfluence.lowerMedian(roots);
        return IntStream.range(0, roots.length)
                .map(i -> ScaleCap.factor(median, roots[i]))
                .toArray();
    }

    /** Stored scores with each row's scale capped, {@code result[i Q + q]}. */
    public long[] cappedScores(QueryBlock queries, int[] factors) {
        long[] capped = scores(queries);
        for (int at = 0; at < capped.length; at++) {
            capped[at] = ScaleCap.apply(capped[at], factors[at / queries.queries()]);
        }
        return capped;
    }
}
