// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.method;

import io.tributary.evaluation.reference.RealRows;
import io.tributary.evaluation.reference.Retraining;
import io.tributary.evaluation.reference.Subsets;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * TRAK (Park and others 2023, equation 17): gradients of the margin {@code log(p / (1 - p))} under a random projection, whitened by
 * their own Gram matrix, averaged over models trained on random halves of the rows.
 */
public final class Trak implements Method {
    /** Columns of the projection. */
    static final int COLUMNS = 512;

    private static final int MODELS = 10;
    /** Keeps the Gram matrix invertible where there are fewer rows than columns. */
    private static final double RIDGE = 1e-6;

    @Override
    public String id() {
        return "trak-" + MODELS;
    }

    @Override
    public double[][] scores(Problem problem) {
        RealRows train = problem.real().rows();
        RealRows asked = problem.askedRows();
        DMatrixRMaj sum = new DMatrixRMaj(train.size(), asked.size());
        double[] doubts = new double[train.size()];
        for (int m = 0; m < MODELS; m++) {
            double[] theta = theta(problem, m);
            double[] signs = signs(theta.length, problem.seed() + m);
            DMatrixRMaj scores = new DMatrixRMaj(train.size(), asked.size());
            CommonOps_DDRM.multTransB(whiten(projected(train, theta, signs)), projected(asked, theta, signs), scores);
            CommonOps_DDRM.addEquals(sum, scores);
            for (int i = 0; i < doubts.length; i++) {
                doubts[i] += doubt(train, theta, i) / MODELS;
            }
        }
        double[][] result = new double[train.size()][asked.size()];
        for (int i = 0; i < result.length; i++) {
            for (int q = 0; q < asked.size(); q++) {
                result[i][q] = doubts[i] * sum.get(i, q) / MODELS;
            }
        }
        return result;
    }

    @Override
    public double[] self(Problem problem) {
        RealRows train = problem.real().rows();
        double[] self = new double[train.size()];
        for (int m = 0; m < MODELS; m++) {
            double[] theta = theta(problem, m);
            DMatrixRMaj rows = projected(train, theta, signs(theta.length, problem.seed() + m));
            DMatrixRMaj whitened = whiten(rows);
            for (int i = 0; i < self.length; i++) {
                self[i] += doubt(train, theta, i) * leverage(rows, whitened, i) / MODELS;
            }
        }
        return self;
    }

    private static double[] theta(Problem problem, int m) {
        int[] half = Subsets.halves(problem.train().size(), MODELS, problem.seed() + 1)
                .get(m);
        return problem.real().retrain(half, Retraining.TOLERANCE);
    }

    /** {@code 1 - p} of the row's own class. */
    private static double doubt(RealRows rows, double[] theta, int i) {
        return -rows.residual(theta, i)[rows.label(i)];
    }

    private static double leverage(DMatrixRMaj rows, DMatrixRMaj whitened, int i) {
        double sum = 0;
        for (int k = 0; k < COLUMNS; k++) {
            sum += rows.get(i, k) * whitened.get(i, k);
        }
        return sum;
    }

    private static double[] signs(int parameters, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] signs = new double[Math.multiplyExact(parameters, COLUMNS)];
        double unit = 1 / Math.sqrt(COLUMNS);
        for (int at = 0; at < signs.length; at++) {
            signs[at] = random.nextBoolean() ? unit : -unit;
        }
        return signs;
    }

    /** The margin's gradient, {@code -r / (1 - p) ⊗ x}, under the projection. */
    private static DMatrixRMaj projected(RealRows rows, double[] theta, double[] signs) {
        DMatrixRMaj projected = new DMatrixRMaj(rows.size(), COLUMNS);
        IntStream.range(0, rows.size()).parallel().forEach(i -> {
            double[] factors = rows.residual(theta, i);
            double doubt = Math.max(-factors[rows.label(i)], Double.MIN_NORMAL);
            for (int c = 0; c < factors.length; c++) {
                factors[c] /= -doubt;
            }
            rows.addProjected(factors, i, signs, COLUMNS, projected.data);
        });
        return projected;
    }

    /** {@code Φ (ΦᵀΦ)⁻¹}. */
    private static DMatrixRMaj whiten(DMatrixRMaj rows) {
        DMatrixRMaj gram = new DMatrixRMaj(COLUMNS, COLUMNS);
        CommonOps_DDRM.multTransA(rows, rows, gram);
        double ridge = RIDGE * CommonOps_DDRM.trace(gram) / COLUMNS;
        for (int k = 0; k < COLUMNS; k++) {
            gram.add(k, k, ridge);
        }
        DMatrixRMaj inverse = new DMatrixRMaj(COLUMNS, COLUMNS);
        if (!CommonOps_DDRM.invertSPD(gram, inverse)) {
            throw new IllegalStateException("the Gram matrix of TRAK is not positive definite");
        }
        DMatrixRMaj whitened = new DMatrixRMaj(rows.numRows, COLUMNS);
        CommonOps_DDRM.mult(rows, inverse, whitened);
        return whitened;
    }
}
