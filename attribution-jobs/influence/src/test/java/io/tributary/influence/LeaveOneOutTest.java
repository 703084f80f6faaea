// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Do scores predict what really happens? Every row is left out once and the model retrained in double precision. */
class LeaveOneOutTest {
    @Test
    void scoresPredictTheLossOfRetrainingWithoutARow() {
        Shape shape = new Shape(3, 9, 4, 1 << 16);
        List<LabelledRow> rows = SeededProblem.of(11, shape, 120, 4, 30).rows();
        List<LabelledRow> asked = SeededProblem.of(12, shape, 12, 4, 30).rows();
        NewtonTrainer.Result result = NewtonTrainer.train(Weights.zero(shape), rows);
        InverseCurvature inverse = InverseCurvature.of(result.curvature());
        List<Query> queries = asked.stream()
                .map(row -> Query.of(result.weights(), inverse, row))
                .toList();
        long[] raw = new ReferenceScorer().score(RowBlock.of(result.weights(), rows), new QueryBlock(shape, queries));

        double[] before = losses(new DoubleModel(shape, rows).train(20), shape, asked);
        double[][] harm = new double[asked.size()][rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            double[] without = losses(without(shape, rows, i), shape, asked);
            for (int q = 0; q < asked.size(); q++) {
                harm[q][i] = without[q] - before[q];
            }
        }
        for (int q = 0; q < asked.size(); q++) {
            int query = q;
            double[] scores = IntStream.range(0, rows.size())
                    .mapToDouble(i -> BlockScorer.stored(raw[i * asked.size() + query]))
                    .toArray();
            assertThat(correlation(scores, harm[q])).as("query %s", q).isGreaterThan(0.95);
        }
    }

    /** The minimum of the same sum of losses and ridge less the one row: what influence estimates. */
    private static DoubleModel without(Shape shape, List<LabelledRow> rows, int left) {
        List<LabelledRow> rest = new ArrayList<>(rows);
        rest.remove(left);
        int ridge = (int) Math.rint((double) shape.lambdaQ24() * rows.size() / rest.size());
        return new DoubleModel(new Shape(shape.classes(), shape.dimension(), shape.fractionBits(), ridge), rest)
                .train(20);
    }

    private static double[] losses(DoubleModel model, Shape shape, List<LabelledRow> asked) {
        return asked.stream()
                .mapToDouble(row -> model.crossEntropy(DoubleModel.features(shape, row.features()), row.label()))
                .toArray();
    }

    private static double correlation(double[] a, double[] b) {
        double meanA =
                IntStream.range(0, a.length).mapToDouble(i -> a[i]).average().orElseThrow();
        double meanB =
                IntStream.range(0, b.length).mapToDouble(i -> b[i]).average().orElseThrow();
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }
}
