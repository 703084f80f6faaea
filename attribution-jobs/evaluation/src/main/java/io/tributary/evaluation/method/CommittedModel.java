// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.method;

import io.tributary.evaluation.reference.Retraining;
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
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model as the platform trains and scores it, by the kernels of {@code ipa1/factored}: what a paid epoch would compute over these
 * rows. Integers throughout, so threads change nothing. Immutable.
 */
public final class CommittedModel {
    private static final int CHUNK = 256;

    private final Start start;
    private final Weights weights;
    private final InverseCurvature inverse;
    private final RowBlock rows;

    private CommittedModel(Start start, Weights weights, InverseCurvature inverse, RowBlock rows) {
        this.start = start;
        this.weights = weights;
        this.inverse = inverse;
        this.rows = rows;
    }

    /** Where training started. */
    public enum Start {
        /** At zero, as the trainer {@code newton} does. */
        ZERO,
        /** At the rounded float optimum, because steps from zero ran away. */
        FLOAT_OPTIMUM
    }

    /**
     * Trains on the rows as the trainer {@code newton} does, from zero. Its steps are not damped, so on rows with many wrong labels they may
     * run away; then the start is the float optimum rounded, as the trainer {@code mllib} anchors one, and the same steps follow.
     *
     * @throws RefusedException if the certificate holds from neither start
     */
    public static CommittedModel train(Shape shape, List<LabelledRow> rows) {
        return trained(Start.ZERO, Weights.zero(shape), rows)
                .or(() -> trained(
                        Start.FLOAT_OPTIMUM,
                        rounded(shape, Retraining.of(shape, rows).theta()),
                        rows))
                .orElseThrow(() -> new RefusedException("training on " + rows.size()
                        + " rows ends without a certificate, from zero and from the float optimum"));
    }

    /** Empty if the steps run away. */
    private static Optional<CommittedModel> trained(Start start, Weights at, List<LabelledRow> rows) {
        NewtonTrainer.Result result;
        try {
            result = NewtonTrainer.train(at, weights -> sums(weights, rows));
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
        if (!result.certificate().holds()) {
            return Optional.empty();
        }
        return Optional.of(new CommittedModel(
                start, result.weights(), InverseCurvature.of(result.curvature()), RowBlock.of(result.weights(), rows)));
    }

    private static Weights rounded(Shape shape, double[] theta) {
        int[] weights = new int[theta.length];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = Math.toIntExact(Math.round(Math.scalb(theta[k], Weights.BITS)));
        }
        return Weights.of(shape, weights);
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

    /** Where training started. */
    public Start start() {
        return start;
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
