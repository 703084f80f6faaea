// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;

/**
 * The curvature sums {@code M_cd[j,k] = Σ_i W x_ij x_ik} for classes c < d and features j <= k, with
 * {@code W = (p_c p_d + 2^35) >> 36}. Plain long additions: any order and any partitioning give the same sums.
 * Bound: |M| <= n 2^22 2^14 <= 2^61 for n <= 2^25. Source: specification, section 5. Not safe for use by several threads.
 */
public final class CurvatureSums implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int WEIGHT_SHIFT = 2 * Softmax.BITS - 24;

    private final Shape shape;
    // One triangle j <= k per class pair, pairs (0,1) (0,2) .. (1,2) ..
    private final long[][] triangles;
    private long rows;

    /** Empty sums. */
    public CurvatureSums(Shape shape) {
        this.shape = shape;
        int d = shape.dimension();
        this.triangles = new long[shape.classes() * (shape.classes() - 1) / 2][d * (d + 1) / 2];
    }

    /** Adds one row with its probabilities. */
    public void add(int[] probabilities, SparseRow row) {
        int pair = 0;
        for (int c = 0; c < shape.classes(); c++) {
            for (int d = c + 1; d < shape.classes(); d++) {
                long weight = Rounding.shiftRight((long) probabilities[c] * probabilities[d], WEIGHT_SHIFT);
                if (weight != 0) {
                    addOuterProduct(triangles[pair], weight, row);
                }
                pair++;
            }
        }
        rows++;
    }

    private void addOuterProduct(long[] triangle, long weight, SparseRow row) {
        for (int s = 0; s < row.size(); s++) {
            int base = base(row.position(s));
            long weighted = weight * row.value(s);
            for (int t = s; t < row.size(); t++) {
                triangle[base + row.position(t)] += weighted * row.value(t);
            }
        }
    }

    /** Adds the sums over other rows. */
    public void merge(CurvatureSums other) {
        for (int pair = 0; pair < triangles.length; pair++) {
            long[] into = triangles[pair];
            long[] from = other.triangles[pair];
            for (int t = 0; t < into.length; t++) {
                into[t] += from[t];
            }
        }
        rows += other.rows;
    }

    /** Rows added. */
    public long rows() {
        return rows;
    }

    Shape shape() {
        return shape;
    }

    /**
     * The curvature matrix N = n 2^(24+2fx) H as doubles, upper triangle by rows: {@code result[a][b]} for a <= b; below the
     * diagonal the entries are 0. Blocks off the diagonal are -M_cd, diagonal blocks Σ_d M_cd plus the ridge n L 4^fx, so every
     * row adds a graph Laplacian times x xᵀ and N is positive definite exactly.
     */
    double[][] assemble() {
        shape.requireRows(rows);
        int dimension = shape.dimension();
        long ridge = (rows * shape.lambdaQ24()) << (2 * shape.fractionBits());
        double[][] matrix = new double[shape.parameters()][shape.parameters()];
        for (int c = 0; c < shape.classes(); c++) {
            for (int j = 0; j < dimension; j++) {
                double[] out = matrix[c * dimension + j];
                for (int k = j; k < dimension; k++) {
                    out[c * dimension + k] = (double) (diagonal(c, j, k) + (j == k ? ridge : 0));
                }
                for (int d = c + 1; d < shape.classes(); d++) {
                    long[] triangle = triangles[pair(c, d)];
                    for (int k = 0; k < dimension; k++) {
                        out[d * dimension + k] = (double) -triangle[base(Math.min(j, k)) + Math.max(j, k)];
                    }
                }
            }
        }
        return matrix;
    }

    private long diagonal(int c, int j, int k) {
        long sum = 0;
        for (int d = 0; d < shape.classes(); d++) {
            if (d != c) {
                sum += triangles[pair(Math.min(c, d), Math.max(c, d))][base(j) + k];
            }
        }
        return sum;
    }

    /** Index of the pair c < d among all pairs. */
    private int pair(int c, int d) {
        return c * shape.classes() - c * (c + 1) / 2 + d - c - 1;
    }

    /** What to add to k >= j for the index of (j, k) in a triangle. */
    private int base(int j) {
        return j * shape.dimension() - j * (j + 1) / 2;
    }
}
