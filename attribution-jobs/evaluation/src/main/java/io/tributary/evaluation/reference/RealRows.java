// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.reference;

import io.tributary.influence.LabelledRow;
import io.tributary.influence.Shape;
import io.tributary.influence.SparseRow;
import java.util.List;

/** Labelled rows with real features {@code x / 2^fx}, by their non-zeros. Immutable. */
public final class RealRows {
    private final int classes;
    private final int dimension;
    private final int[][] positions;
    private final double[][] values;
    private final int[] labels;

    private RealRows(int classes, int dimension, int count) {
        this.classes = classes;
        this.dimension = dimension;
        this.positions = new int[count][];
        this.values = new double[count][];
        this.labels = new int[count];
    }

    /** The rows of a model of this shape. */
    public static RealRows of(Shape shape, List<LabelledRow> rows) {
        RealRows real = new RealRows(shape.classes(), shape.dimension(), rows.size());
        double unit = 1.0 / (1 << shape.fractionBits());
        for (int i = 0; i < rows.size(); i++) {
            SparseRow row = rows.get(i).features();
            shape.requireRow(row);
            shape.requireClass(rows.get(i).label());
            real.positions[i] = new int[row.size()];
            real.values[i] = new double[row.size()];
            for (int t = 0; t < row.size(); t++) {
                real.positions[i][t] = row.position(t);
                real.values[i][t] = row.value(t) * unit;
            }
            real.labels[i] = rows.get(i).label();
        }
        return real;
    }

    /** Number of rows. */
    public int size() {
        return labels.length;
    }

    /** Number of classes C. */
    public int classes() {
        return classes;
    }

    /** Number of features D. */
    public int dimension() {
        return dimension;
    }

    /** The class of row {@code i}. */
    public int label(int i) {
        return labels[i];
    }

    /** Number of non-zero features of row {@code i}. */
    int nonZeros(int i) {
        return positions[i].length;
    }

    /** Position of the {@code t}-th non-zero feature of row {@code i}. */
    int position(int i, int t) {
        return positions[i][t];
    }

    /** Value of the {@code t}-th non-zero feature of row {@code i}. */
    double value(int i, int t) {
        return values[i][t];
    }

    /** The softmax of {@code theta x_i}, class-major weights, written into {@code probabilities}. */
    public void probabilities(double[] theta, int i, double[] probabilities) {
        int[] at = positions[i];
        double[] x = values[i];
        double top = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            double logit = 0;
            for (int t = 0; t < at.length; t++) {
                logit += theta[c * dimension + at[t]] * x[t];
            }
            probabilities[c] = logit;
            top = Math.max(top, logit);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            probabilities[c] = Math.exp(probabilities[c] - top);
            sum += probabilities[c];
        }
        for (int c = 0; c < classes; c++) {
            probabilities[c] /= sum;
        }
    }

    /** The residual {@code p - y} of row {@code i}: its gradient is the outer product of this and {@code x_i}. */
    public double[] residual(double[] theta, int i) {
        double[] residual = new double[classes];
        probabilities(theta, i, residual);
        residual[labels[i]] -= 1;
        return residual;
    }

    /** Cross-entropy of row {@code i}. */
    public double loss(double[] theta, int i) {
        double[] probabilities = new double[classes];
        probabilities(theta, i, probabilities);
        return -Math.log(Math.max(probabilities[labels[i]], Double.MIN_NORMAL));
    }

    /** Cross-entropy of every row. */
    public double[] losses(double[] theta) {
        double[] losses = new double[size()];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = loss(theta, i);
        }
        return losses;
    }

    /** Adds {@code factors ⊗ x_i} to class-major {@code sums}. */
    public void addOuter(double[] factors, int i, double[] sums) {
        int[] at = positions[i];
        double[] x = values[i];
        for (int c = 0; c < classes; c++) {
            for (int t = 0; t < at.length; t++) {
                sums[c * dimension + at[t]] += factors[c] * x[t];
            }
        }
    }

    /**
     * Adds {@code factors ⊗ x_i}, multiplied by a matrix, to row {@code i} of {@code sums}.
     *
     * @param matrix C D rows of {@code columns}
     */
    public void addProjected(double[] factors, int i, double[] matrix, int columns, double[] sums) {
        for (int c = 0; c < classes; c++) {
            for (int t = 0; t < positions[i].length; t++) {
                double factor = factors[c] * values[i][t];
                int from = (c * dimension + positions[i][t]) * columns;
                for (int k = 0; k < columns; k++) {
                    sums[i * columns + k] += factor * matrix[from + k];
                }
            }
        }
    }

    /** {@code Σ_c factors_c Σ_j vector_cj x_ij} for a class-major vector. */
    public double form(double[] factors, int i, double[] vector) {
        int[] at = positions[i];
        double[] x = values[i];
        double form = 0;
        for (int c = 0; c < classes; c++) {
            double inner = 0;
            for (int t = 0; t < at.length; t++) {
                inner += vector[c * dimension + at[t]] * x[t];
            }
            form += factors[c] * inner;
        }
        return form;
    }

    /** The inner products of all rows with row {@code q} of {@code other}. */
    public double[] products(RealRows other, int q) {
        double[] dense = new double[dimension];
        for (int t = 0; t < other.positions[q].length; t++) {
            dense[other.positions[q][t]] = other.values[q][t];
        }
        double[] products = new double[size()];
        for (int i = 0; i < products.length; i++) {
            double product = 0;
            for (int t = 0; t < positions[i].length; t++) {
                product += values[i][t] * dense[positions[i][t]];
            }
            products[i] = product;
        }
        return products;
    }

    /** The squared norm of {@code x_i}. */
    public double square(int i) {
        double square = 0;
        for (double value : values[i]) {
            square += value * value;
        }
        return square;
    }
}
