// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.evaluation.Sample;
import io.tributary.evaluation.data.DataSet;
import io.tributary.influence.LabelledRow;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RetrainingTest {
    private static final DataSet DATA = Sample.threeDigits(120, 30, 1);
    private static final List<LabelledRow> ROWS = DataSet.rows(DATA.train());
    private static final double LAMBDA = (1 << 16) / (double) (1 << 24);

    @Test
    void retrainingReachesTheMinimumThatPlainGradientDescentReaches() {
        Retraining model = Retraining.of(DATA.shape(), ROWS);
        int[] half = Subsets.halves(120, 1, 5).get(0);
        assertThat(model.retrain(half, Retraining.TOLERANCE_FINE)).containsExactly(descend(half), Offset.offset(1e-6));
        assertThat(model.theta())
                .containsExactly(descend(IntStream.range(0, 120).toArray()), Offset.offset(1e-6));
    }

    /** Forty thousand plain steps; features are read from the dense rows. */
    private static double[] descend(int[] chosen) {
        int dimension = 17;
        double[] theta = new double[3 * dimension];
        for (int step = 0; step < 40_000; step++) {
            double[] gradient = new double[theta.length];
            for (int i : chosen) {
                double[] x = real(ROWS.get(i));
                double[] p = softmax(theta, x);
                p[ROWS.get(i).label()] -= 1;
                for (int k = 0; k < theta.length; k++) {
                    gradient[k] += p[k / dimension] * x[k % dimension] / chosen.length;
                }
            }
            for (int k = 0; k < theta.length; k++) {
                theta[k] -= 0.3 * (gradient[k] + LAMBDA * theta[k]);
            }
        }
        return theta;
    }

    private static double[] real(LabelledRow row) {
        byte[] dense = row.features().toDense();
        double[] x = new double[dense.length];
        for (int j = 0; j < x.length; j++) {
            x[j] = dense[j] / 16.0;
        }
        return x;
    }

    private static double[] softmax(double[] theta, double[] x) {
        double[] p = new double[3];
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            for (int j = 0; j < x.length; j++) {
                p[c] += theta[c * x.length + j] * x[j];
            }
            p[c] = Math.exp(p[c]);
            sum += p[c];
        }
        for (int c = 0; c < 3; c++) {
            p[c] /= sum;
        }
        return p;
    }

    @Test
    void lossesDoNotDependOnTheOrderOfTheSubsets() {
        Retraining model = Retraining.of(DATA.shape(), ROWS);
        RealRows asked = RealRows.of(DATA.shape(), DataSet.rows(DATA.queries()));
        List<int[]> halves = Subsets.halves(120, 6, 9);
        List<int[]> reversed =
                IntStream.range(0, 6).mapToObj(m -> halves.get(5 - m)).toList();
        double[][] forward = model.lossesWith(halves, asked, Retraining.TOLERANCE, count -> {});
        double[][] backward = model.lossesWith(reversed, asked, Retraining.TOLERANCE, count -> {});
        for (int m = 0; m < 6; m++) {
            assertThat(forward[m]).isEqualTo(backward[5 - m]);
        }
    }

    @Test
    void solvingUndoesTheHessianOfFiniteDifferences() {
        Retraining model = Retraining.of(DATA.shape(), ROWS);
        Objective all = new Objective(model.rows(), IntStream.range(0, 120).toArray(), LAMBDA);
        double[] direction = new double[51];
        for (int k = 0; k < 51; k++) {
            direction[k] = Math.sin(k + 1);
        }
        double[] product = new double[51];
        double[] up = new double[51];
        double[] down = new double[51];
        double step = 1e-5;
        double[] theta = model.theta();
        all.evaluate(moved(theta, direction, step), up);
        all.evaluate(moved(theta, direction, -step), down);
        for (int k = 0; k < 51; k++) {
            product[k] = (up[k] - down[k]) / (2 * step);
        }
        assertThat(model.solve(product)).containsExactly(direction, Offset.offset(1e-5));
    }

    private static double[] moved(double[] theta, double[] direction, double step) {
        return IntStream.range(0, theta.length)
                .mapToDouble(k -> theta[k] + step * direction[k])
                .toArray();
    }

    @Test
    void halvesAreHalvesOfRowsOrOfOwners() {
        List<int[]> halves = Subsets.halves(101, 20, 3);
        assertThat(halves).allMatch(half -> half.length == 51);
        assertThat(Subsets.halves(101, 20, 3).toArray(int[][]::new)).isDeepEqualTo(halves.toArray(int[][]::new));
        List<String> owners = IntStream.range(0, 60).mapToObj(i -> "c" + i % 6).toList();
        for (int[] half : Subsets.ownerHalves(owners, 10, 3)) {
            assertThat(half).hasSize(30);
            assertThat(IntStream.of(half).mapToObj(owners::get).distinct()).hasSize(3);
        }
        assertThat(Subsets.without(4, 2)).containsExactly(0, 1, 3);
    }
}
