// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Self-influence of training rows, {@code σ² = Σ_cd r_c r_d xᵀ K_cd x}: how far a row pulls the model towards itself. Inner
 * sums are longs (below 2^53), the outer sum is exact. Source: specification, section 8.
 */
public final class SelfInfluence {
    private SelfInfluence() {}

    /** σ² of every row of the block, exact, at scale 2^-(60 + 2fx + κ). */
    public static BigInteger[] squares(RowBlock rows, InverseCurvature inverse) {
        int classes = rows.shape().classes();
        BigInteger[] squares = new BigInteger[rows.rows()];
        Arrays.fill(squares, BigInteger.ZERO);
        // Class pairs outermost: one block of K stays in cache for all rows.
        for (int c = 0; c < classes; c++) {
            for (int d = c; d < classes; d++) {
                for (int i = 0; i < rows.rows(); i++) {
                    long product = (long) rows.residuals()[i * classes + c] * rows.residuals()[i * classes + d];
                    if (product != 0) {
                        long form = quadraticForm(rows, i, inverse, c, d) * (c == d ? 1 : 2);
                        squares[i] = squares[i].add(BigInteger.valueOf(product).multiply(BigInteger.valueOf(form)));
                    }
                }
            }
        }
        return squares;
    }

    /**
     * σ = floor(sqrt(σ²)) of every row of the block, at scale 2^-(30 + fx + κ/2); below 2^58. A negative σ², which only the
     * rounding of K could cause, counts as 0.
     */
    public static long[] roots(RowBlock rows, InverseCurvature inverse) {
        BigInteger[] squares = squares(rows, inverse);
        long[] roots = new long[squares.length];
        for (int i = 0; i < roots.length; i++) {
            roots[i] = squares[i].max(BigInteger.ZERO).sqrt().longValueExact();
        }
        return roots;
    }

    /**
     * The committed median: the lower one, element (n - 1) / 2 in ascending order.
     *
     * @throws IllegalArgumentException if there is no row
     */
    public static long lowerMedian(long[] roots) {
        if (roots.length == 0) {
            throw new IllegalArgumentException("median of 0 rows, want 1 or more");
        }
        long[] sorted = roots.clone();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }

    private static long quadraticForm(RowBlock rows, int row, InverseCurvature inverse, int c, int d) {
        int[] entries = inverse.entries();
        int dimension = rows.shape().dimension();
        int size = rows.shape().parameters();
        int start = rows.starts()[row];
        int end = rows.starts()[row + 1];
        long form = 0;
        for (int s = start; s < end; s++) {
            int base = (c * dimension + rows.positions()[s]) * size + d * dimension;
            form += rows.values()[s] * dot(entries, base, rows.positions(), rows.values(), start, end);
        }
        return form;
    }

    private static long dot(int[] entries, int base, int[] positions, byte[] values, int start, int end) {
        long sum = 0;
        for (int t = start; t < end; t++) {
            sum += (long) entries[base + positions[t]] * values[t];
        }
        return sum;
    }
}
