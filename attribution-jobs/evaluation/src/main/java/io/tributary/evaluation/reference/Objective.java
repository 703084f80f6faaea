// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.reference;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * What training minimises: mean cross-entropy over the chosen rows plus {@code lambda / 2} times the squared norm, bias included.
 *
 * @param rows all rows
 * @param chosen indices of the rows that count
 * @param lambda the ridge
 */
@SuppressWarnings("ArrayRecordComponent")
record Objective(RealRows rows, int[] chosen, double lambda) {

    /** The loss at {@code theta}; its gradient goes into {@code gradient}. */
    double evaluate(double[] theta, double[] gradient) {
        Arrays.fill(gradient, 0);
        double[] residual = new double[rows.classes()];
        double loss = 0;
        for (int i : chosen) {
            rows.probabilities(theta, i, residual);
            loss -= Math.log(Math.max(residual[rows.label(i)], Double.MIN_NORMAL));
            residual[rows.label(i)] -= 1;
            rows.addOuter(residual, i, gradient);
        }
        loss /= chosen.length;
        for (int k = 0; k < gradient.length; k++) {
            gradient[k] = gradient[k] / chosen.length + lambda * theta[k];
            loss += lambda / 2 * theta[k] * theta[k];
        }
        return loss;
    }

    /**
     * The Hessian {@code 1/n Σ (diag(p) - p pᵀ) ⊗ x xᵀ + lambda I} at {@code theta}. A pair of classes is summed by one thread in the
     * order of the rows, so the result does not depend on how many threads there are.
     */
    DMatrixRMaj hessian(double[] theta) {
        int classes = rows.classes();
        int dimension = rows.dimension();
        double[][] probabilities = new double[chosen.length][classes];
        for (int at = 0; at < chosen.length; at++) {
            rows.probabilities(theta, chosen[at], probabilities[at]);
        }
        DMatrixRMaj hessian = new DMatrixRMaj(classes * dimension, classes * dimension);
        IntStream.range(0, classes * classes)
                .filter(pair -> pair / classes <= pair % classes)
                .parallel()
                .forEach(pair -> block(hessian, probabilities, pair / classes, pair % classes));
        for (int k = 0; k < hessian.numRows; k++) {
            hessian.data[k * hessian.numCols + k] += lambda;
        }
        return hessian;
    }

    /** Fills the blocks (c, d) and (d, c); both are symmetric. */
    private void block(DMatrixRMaj hessian, double[][] probabilities, int c, int d) {
        int dimension = rows.dimension();
        int size = hessian.numCols;
        double[] block = new double[dimension * dimension];
        for (int at = 0; at < chosen.length; at++) {
            double[] p = probabilities[at];
            addSquare(block, chosen[at], (c == d ? p[c] : 0) - p[c] * p[d]);
        }
        for (int j = 0; j < dimension; j++) {
            for (int k = j; k < dimension; k++) {
                double value = block[j * dimension + k] / chosen.length;
                hessian.data[(c * dimension + j) * size + d * dimension + k] = value;
                hessian.data[(c * dimension + k) * size + d * dimension + j] = value;
                hessian.data[(d * dimension + j) * size + c * dimension + k] = value;
                hessian.data[(d * dimension + k) * size + c * dimension + j] = value;
            }
        }
    }

    private void addSquare(double[] block, int i, double weight) {
        int dimension = rows.dimension();
        int count = rows.nonZeros(i);
        for (int s = 0; s < count; s++) {
            int base = rows.position(i, s) * dimension;
            double factor = weight * rows.value(i, s);
            for (int t = s; t < count; t++) {
                block[base + rows.position(i, t)] += factor * rows.value(i, t);
            }
        }
    }
}
