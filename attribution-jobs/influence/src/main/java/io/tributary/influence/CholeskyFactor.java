// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

/**
 * The strict Cholesky factor L of a positive definite matrix, N = L Lᵀ, with a fixed order per element: for each element the
 * products are subtracted one by one with ascending k, each rounded twice, never fused. So any blocking over elements gives the
 * same bits on any machine. Source: specification, section 5.
 *
 * <p>Kept as the upper triangle Lᵀ by rows: {@code upper[k][i] = l_ik}, so that inner loops run along memory.
 */
final class CholeskyFactor {
    private static final int PANEL = 32;
    private static final int TILE = 1024;
    private static final int UNROLL = 8;

    private final double[][] upper;

    private CholeskyFactor(double[][] upper) {
        this.upper = upper;
    }

    /**
     * Factors the matrix whose upper triangle is {@code matrix[a][b]}, a <= b; takes the array over.
     *
     * @throws ArithmeticException if the matrix is not positive definite, which the curvature of a model always is
     */
    static CholeskyFactor of(double[][] matrix) {
        int size = matrix.length;
        for (int from = 0; from < size; from += PANEL) {
            int to = Math.min(size, from + PANEL);
            factorPanel(matrix, from, to);
            for (int tile = to; tile < size; tile += TILE) {
                int end = Math.min(size, tile + TILE);
                for (int i = to; i < end; i++) {
                    subtractPanel(matrix, from, to, i, Math.max(i, tile), end);
                }
            }
        }
        return new CholeskyFactor(matrix);
    }

    private static void factorPanel(double[][] matrix, int from, int to) {
        int size = matrix.length;
        for (int k = from; k < to; k++) {
            double[] row = matrix[k];
            subtractPanel(matrix, from, k, k, k, size);
            double pivot = row[k];
            if (!(pivot > 0)) {
                throw new ArithmeticException("pivot " + k + " is " + pivot + ", want a positive definite matrix");
            }
            double diagonal = Math.sqrt(pivot);
            row[k] = diagonal;
            for (int j = k + 1; j < size; j++) {
                row[j] = row[j] / diagonal;
            }
        }
    }

    /** Subtracts l_im l_jm from element (i, j) for m ascending in from..to-1 and all j in start..end-1. */
    private static void subtractPanel(double[][] u, int from, int to, int i, int start, int end) {
        double[] into = u[i];
        int m = from;
        for (; m + UNROLL <= to; m += UNROLL) {
            subtractEight(into, u, m, i, start, end);
        }
        for (; m < to; m++) {
            double[] row = u[m];
            double factor = row[i];
            for (int j = start; j < end; j++) {
                into[j] = into[j] - factor * row[j];
            }
        }
    }

    private static void subtractEight(double[] into, double[][] u, int m, int i, int start, int end) {
        double[] u0 = u[m];
        double[] u1 = u[m + 1];
        double[] u2 = u[m + 2];
        double[] u3 = u[m + 3];
        double[] u4 = u[m + 4];
        double[] u5 = u[m + 5];
        double[] u6 = u[m + 6];
        double[] u7 = u[m + 7];
        double f0 = u0[i];
        double f1 = u1[i];
        double f2 = u2[i];
        double f3 = u3[i];
        double f4 = u4[i];
        double f5 = u5[i];
        double f6 = u6[i];
        double f7 = u7[i];
        for (int j = start; j < end; j++) {
            double a = into[j] - f0 * u0[j];
            a = a - f1 * u1[j];
            a = a - f2 * u2[j];
            a = a - f3 * u3[j];
            a = a - f4 * u4[j];
            a = a - f5 * u5[j];
            a = a - f6 * u6[j];
            into[j] = a - f7 * u7[j];
        }
    }

    /** The solution s of N s = b. */
    double[] solve(double[] b) {
        int size = upper.length;
        double[] v = b.clone();
        for (int k = 0; k < size; k++) {
            double[] row = upper[k];
            double value = v[k] / row[k];
            v[k] = value;
            for (int i = k + 1; i < size; i++) {
                v[i] = v[i] - row[i] * value;
            }
        }
        for (int k = size - 1; k >= 0; k--) {
            double[] row = upper[k];
            double value = v[k];
            for (int i = size - 1; i > k; i--) {
                value = value - row[i] * v[i];
            }
            v[k] = value / row[k];
        }
        return v;
    }

    /**
     * The lower triangle of N⁻¹ = Zᵀ Z with Z = L⁻¹: {@code result[a][b]} for a >= b. Every element's sum runs over ascending k.
     */
    double[][] inverse() {
        double[][] z = invertFactor();
        int size = upper.length;
        double[][] inverse = new double[size][];
        for (int a = 0; a < size; a++) {
            inverse[a] = new double[a + 1];
        }
        // Terms with k < a are exactly zero because z_ka is, so summing from the panel's start changes no bit.
        for (int from = 0; from < size; from += PANEL) {
            int to = Math.min(size, from + PANEL);
            for (int a = 0; a < to; a++) {
                int first = Math.max(from, a);
                addRows(inverse[a], z, first, to, a);
            }
        }
        return inverse;
    }

    private static void addRows(double[] into, double[][] z, int first, int to, int a) {
        int k = first;
        for (; k + UNROLL <= to; k += UNROLL) {
            addEight(
                    into,
                    a + 1,
                    z,
                    k,
                    z[k][a],
                    z[k + 1][a],
                    z[k + 2][a],
                    z[k + 3][a],
                    z[k + 4][a],
                    z[k + 5][a],
                    z[k + 6][a],
                    z[k + 7][a]);
        }
        for (; k < to; k++) {
            addOne(into, a + 1, z[k], z[k][a]);
        }
    }

    /** Z = L⁻¹ by rows, row i holding columns 0..i. */
    private double[][] invertFactor() {
        int size = upper.length;
        double[][] z = new double[size][];
        for (int i = 0; i < size; i++) {
            z[i] = new double[i + 1];
        }
        for (int from = 0; from < size; from += PANEL) {
            int to = Math.min(size, from + PANEL);
            for (int i = from; i < to; i++) {
                accumulate(z, i, from, i);
                double diagonal = upper[i][i];
                double[] row = z[i];
                for (int j = 0; j < i; j++) {
                    row[j] = -row[j] / diagonal;
                }
                row[i] = 1.0 / diagonal;
            }
            for (int i = to; i < size; i++) {
                accumulate(z, i, from, to);
            }
        }
        return z;
    }

    /** Adds l_ik z_kj to element (i, j) for k ascending in from..to-1, k >= j. */
    private void accumulate(double[][] z, int i, int from, int to) {
        double[] into = z[i];
        int k = from;
        for (; k + UNROLL <= to; k += UNROLL) {
            addEight(
                    into,
                    k + 1,
                    z,
                    k,
                    upper[k][i],
                    upper[k + 1][i],
                    upper[k + 2][i],
                    upper[k + 3][i],
                    upper[k + 4][i],
                    upper[k + 5][i],
                    upper[k + 6][i],
                    upper[k + 7][i]);
            for (int m = 1; m < UNROLL; m++) {
                double[] row = z[k + m];
                double factor = upper[k + m][i];
                for (int j = k + 1; j <= k + m; j++) {
                    into[j] = into[j] + factor * row[j];
                }
            }
        }
        for (; k < to; k++) {
            addOne(into, k + 1, z[k], upper[k][i]);
        }
    }

    private static void addEight(
            double[] into,
            int end,
            double[][] z,
            int k,
            double f0,
            double f1,
            double f2,
            double f3,
            double f4,
            double f5,
            double f6,
            double f7) {
        double[] z0 = z[k];
        double[] z1 = z[k + 1];
        double[] z2 = z[k + 2];
        double[] z3 = z[k + 3];
        double[] z4 = z[k + 4];
        double[] z5 = z[k + 5];
        double[] z6 = z[k + 6];
        double[] z7 = z[k + 7];
        for (int j = 0; j < end; j++) {
            double a = into[j] + f0 * z0[j];
            a = a + f1 * z1[j];
            a = a + f2 * z2[j];
            a = a + f3 * z3[j];
            a = a + f4 * z4[j];
            a = a + f5 * z5[j];
            a = a + f6 * z6[j];
            into[j] = a + f7 * z7[j];
        }
    }

    private static void addOne(double[] into, int end, double[] row, double factor) {
        for (int j = 0; j < end; j++) {
            into[j] = into[j] + factor * row[j];
        }
    }
}
