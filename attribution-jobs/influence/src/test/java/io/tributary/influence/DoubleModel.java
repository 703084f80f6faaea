// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.Arrays;
import java.util.List;

/**
 * Multinomial logistic regression in plain double precision over dense rows: the oracle of training, curvature and influence.
 * Minimises mean cross-entropy plus lambda / 2 times the squared norm.
 */
final class DoubleModel {
    final int classes;
    final int dimension;
    final double lambda;
    final double[][] rows;
    final int[] labels;
    double[] theta;

    DoubleModel(Shape shape, List<LabelledRow> labelled) {
        classes = shape.classes();
        dimension = shape.dimension();
        lambda = shape.lambdaQ24() / (double) (1 << 24);
        rows = new double[labelled.size()][dimension];
        labels = new int[labelled.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = features(shape, labelled.get(i).features());
            labels[i] = labelled.get(i).label();
        }
        theta = new double[classes * dimension];
    }

    static double[] features(Shape shape, SparseRow row) {
        double[] x = new double[shape.dimension()];
        byte[] dense = row.toDense();
        for (int j = 0; j < x.length; j++) {
            x[j] = dense[j] / (double) (1 << shape.fractionBits());
        }
        return x;
    }

    double[] probabilities(double[] x) {
        double[] p = new double[classes];
        double top = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            for (int j = 0; j < dimension; j++) {
                p[c] += theta[c * dimension + j] * x[j];
            }
            top = Math.max(top, p[c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            p[c] = Math.exp(p[c] - top);
            sum += p[c];
        }
        for (int c = 0; c < classes; c++) {
            p[c] /= sum;
        }
        return p;
    }

    double crossEntropy(double[] x, int label) {
        return -Math.log(probabilities(x)[label]);
    }

    double loss() {
        double loss = 0;
        for (int i = 0; i < rows.length; i++) {
            loss += crossEntropy(rows[i], labels[i]) / rows.length;
        }
        for (double t : theta) {
            loss += lambda / 2 * t * t;
        }
        return loss;
    }

    double[] rowGradient(double[] x, int label) {
        double[] p = probabilities(x);
        p[label] -= 1;
        double[] g = new double[theta.length];
        for (int k = 0; k < g.length; k++) {
            g[k] = p[k / dimension] * x[k % dimension];
        }
        return g;
    }

    double[] gradient() {
        double[] g = new double[theta.length];
        for (int i = 0; i < rows.length; i++) {
            double[] row = rowGradient(rows[i], labels[i]);
            for (int k = 0; k < g.length; k++) {
                g[k] += row[k] / rows.length;
            }
        }
        for (int k = 0; k < g.length; k++) {
            g[k] += lambda * theta[k];
        }
        return g;
    }

    double[][] hessian() {
        double[][] h = new double[theta.length][theta.length];
        for (double[] x : rows) {
            double[] p = probabilities(x);
            for (int a = 0; a < theta.length; a++) {
                for (int b = 0; b < theta.length; b++) {
                    int c = a / dimension;
                    int d = b / dimension;
                    double weight = (c == d ? p[c] : 0) - p[c] * p[d];
                    h[a][b] += weight * x[a % dimension] * x[b % dimension] / rows.length;
                }
            }
        }
        for (int a = 0; a < theta.length; a++) {
            h[a][a] += lambda;
        }
        return h;
    }

    DoubleModel train(int steps) {
        for (int step = 0; step < steps; step++) {
            double[] s = solve(hessian(), gradient());
            for (int k = 0; k < theta.length; k++) {
                theta[k] -= s[k];
            }
        }
        return this;
    }

    /** Newton steps that are halved until the loss falls enough (Armijo): another measure of progress than the trainer's. */
    DoubleModel trainWithLineSearch(int steps) {
        for (int step = 0; step < steps; step++) {
            double[] g = gradient();
            double[] s = solve(hessian(), g);
            double slope = 0;
            for (int k = 0; k < s.length; k++) {
                slope += g[k] * s[k];
            }
            double[] from = theta;
            double before = loss();
            for (double length = 1; length > 1e-9; length /= 2) {
                theta = from.clone();
                for (int k = 0; k < s.length; k++) {
                    theta[k] -= length * s[k];
                }
                if (loss() <= before - 1e-4 * length * slope + 1e-15) {
                    break;
                }
            }
        }
        return this;
    }

    /** Gaussian elimination with pivoting: nothing in common with a Cholesky factor. */
    static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] a = new double[n][];
        for (int i = 0; i < n; i++) {
            a[i] = Arrays.copyOf(matrix[i], n + 1);
            a[i][n] = right[i];
        }
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
            }
            double[] swap = a[k];
            a[k] = a[pivot];
            a[pivot] = swap;
            for (int i = 0; i < n; i++) {
                double factor = i == k ? 0 : a[i][k] / a[k][k];
                for (int j = k; factor != 0 && j <= n; j++) {
                    a[i][j] -= factor * a[k][j];
                }
            }
        }
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = a[i][n] / a[i][i];
        }
        return x;
    }
}
