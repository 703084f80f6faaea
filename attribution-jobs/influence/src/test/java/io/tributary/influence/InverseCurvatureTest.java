// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.protocol.error.InvalidInputException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InverseCurvatureTest {
    @Test
    void kIsTheInverseOfTheCurvatureInDoublePrecision() {
        Shape shape = new Shape(3, 12, 4, 1 << 14);
        SeededProblem problem = SeededProblem.of(1, shape, 150, 5, 30);
        NewtonTrainer.Result result = problem.train();
        InverseCurvature inverse = InverseCurvature.of(result.curvature());
        double[][] hessian = new DoubleModel(shape, problem.rows()).train(30).hessian();
        double scale = Math.scalb(1.0, shape.inverseBits());
        for (int a = 0; a < shape.parameters(); a++) {
            double[] unit = new double[shape.parameters()];
            unit[a] = 1;
            double[] column = DoubleModel.solve(hessian, unit);
            for (int b = 0; b < shape.parameters(); b++) {
                assertThat(inverse.at(a, b) / scale).as("K[%s,%s]", a, b).isCloseTo(column[b], within(1e-2));
            }
        }
    }

    @Test
    void blockingChangesNoBitOfFactorSolutionOrInverse() {
        for (int size : new int[] {1, 7, 32, 33, 100, 257}) {
            assertSameAsElementByElement(size, 1000 + size);
        }
    }

    @Test
    void tilingAlongWideRowsChangesNoBitEither() {
        assertSameAsElementByElement(1100, 2);
    }

    @Test
    void aModelInvertsAndRoundTripsThroughItsBytes() {
        Shape shape = new Shape(2, 300, 4, 1 << 12);
        SeededProblem problem = SeededProblem.of(3, shape, 400, 20, 60);
        StepSums sums = NewtonTrainer.sums(Weights.zero(shape), problem.rows());
        InverseCurvature inverse = InverseCurvature.of(sums.curvature());
        byte[] bytes = inverse.bytes();
        assertThat(InverseCurvature.ofBytes(shape, bytes).sha256()).isEqualTo(inverse.sha256());
        assertThat(Sha256.ofBytes(bytes)).isEqualTo(inverse.sha256());
        bytes[5] ^= 1;
        assertThatThrownBy(() -> InverseCurvature.ofBytes(shape, bytes))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("want a symmetric entry");
    }

    @Test
    void withoutAnyCurvatureKIsTheRidgeAlone() {
        for (int lambda : new int[] {1 << 10, 3000, 1 << 20}) {
            Shape shape = new Shape(2, 2, 0, lambda);
            CurvatureSums sums = new CurvatureSums(shape);
            sums.add(new int[] {1 << 30, 0}, SparseRow.ofDense(new byte[] {127, 1}));
            InverseCurvature inverse = InverseCurvature.of(sums);
            double want = (double) (1 << 24) / lambda * (1 << shape.inverseBits());
            assertThat(inverse.at(1, 1)).isEqualTo((int) Math.floor(want + 0.5)).isLessThanOrEqualTo(1 << 29);
            assertThat(inverse.at(0, 1)).isZero();
        }
    }

    private static void assertSameAsElementByElement(int size, long seed) {
        Random random = new Random(seed);
        double[][] matrix = new double[size][size];
        for (int a = 0; a < size; a++) {
            for (int b = a; b < size; b++) {
                matrix[a][b] =
                        a == b ? size * 3.0 + random.nextDouble() : random.nextInt(4) == 0 ? 0 : random.nextGaussian();
            }
        }
        double[] right = random.doubles(size).toArray();
        double[][] lower = lowerByElement(matrix);
        double[] solution = solveByElement(lower, right);
        double[][] inverse = inverseByElement(lower);
        CholeskyFactor factor = CholeskyFactor.of(matrix);
        assertThat(factor.solve(right)).as("size %s", size).isEqualTo(solution);
        double[][] got = factor.inverse();
        for (int a = 0; a < size; a++) {
            assertThat(got[a]).as("size %s row %s", size, a).isEqualTo(inverse[a]);
        }
    }

    /** The specification's order, one element after the other. */
    private static double[][] lowerByElement(double[][] matrix) {
        int size = matrix.length;
        double[][] l = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double a = matrix[j][i];
                for (int k = 0; k < j; k++) {
                    a = a - l[i][k] * l[j][k];
                }
                l[i][j] = i == j ? Math.sqrt(a) : a / l[j][j];
            }
        }
        return l;
    }

    private static double[] solveByElement(double[][] l, double[] right) {
        double[] v = right.clone();
        for (int i = 0; i < v.length; i++) {
            for (int k = 0; k < i; k++) {
                v[i] = v[i] - l[i][k] * v[k];
            }
            v[i] = v[i] / l[i][i];
        }
        for (int i = v.length - 1; i >= 0; i--) {
            v[i] = v[i] / l[i][i];
            for (int k = 0; k < i; k++) {
                v[k] = v[k] - l[i][k] * v[i];
            }
        }
        return v;
    }

    private static double[][] inverseByElement(double[][] l) {
        int size = l.length;
        // Columns of Z as arrays of their own: z[j][i] is z_ij.
        double[][] z = new double[size][size];
        for (int j = 0; j < size; j++) {
            z[j][j] = 1.0 / l[j][j];
            for (int i = j + 1; i < size; i++) {
                double a = 0;
                for (int k = j; k < i; k++) {
                    a = a + l[i][k] * z[j][k];
                }
                z[j][i] = -a / l[i][i];
            }
        }
        double[][] inverse = new double[size][];
        for (int a = 0; a < size; a++) {
            inverse[a] = new double[a + 1];
            for (int b = 0; b <= a; b++) {
                double s = 0;
                for (int k = a; k < size; k++) {
                    s = s + z[a][k] * z[b][k];
                }
                inverse[a][b] = s;
            }
        }
        return inverse;
    }
}
