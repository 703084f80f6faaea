// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;
import java.math.BigInteger;

/**
 * The sums {@code A_cj = Σ_i r_ic x_ij} and the number of rows. Plain long additions: any order and any partitioning give the
 * same sums. Bound: |A| <= n 2^37 <= 2^62 for n <= 2^25. Source: specification, section 4. Not safe for use by several threads.
 */
public final class GradientSums implements Serializable {
    /** The exact gradient is n 2^47 times the gradient of the loss. */
    static final int SCALE_BITS = 47;

    private static final long serialVersionUID = 1L;

    private final Shape shape;
    private final long[] sums;
    private long rows;

    /** Empty sums. */
    public GradientSums(Shape shape) {
        this.shape = shape;
        this.sums = new long[shape.parameters()];
    }

    /** Adds one row with its residuals. */
    public void add(int[] residuals, SparseRow row) {
        for (int c = 0; c < shape.classes(); c++) {
            int base = c * shape.dimension();
            long residual = residuals[c];
            for (int t = 0; t < row.size(); t++) {
                sums[base + row.position(t)] += residual * row.value(t);
            }
        }
        rows++;
    }

    /** Adds the sums over other rows. */
    public void merge(GradientSums other) {
        for (int k = 0; k < sums.length; k++) {
            sums[k] += other.sums[k];
        }
        rows += other.rows;
    }

    /** Rows added. */
    public long rows() {
        return rows;
    }

    /** The exact gradient {@code Ĝ_k = A_k 2^(17-fx) + n L θ̂_k = n 2^47 ∂loss/∂θ_k}, class-major. */
    public BigInteger[] gradient(Weights weights) {
        shape.requireRows(rows);
        BigInteger[] gradient = new BigInteger[sums.length];
        BigInteger ridge = BigInteger.valueOf(rows * shape.lambdaQ24());
        int shift = SCALE_BITS - Softmax.BITS - shape.fractionBits();
        for (int k = 0; k < sums.length; k++) {
            gradient[k] =
                    BigInteger.valueOf(sums[k]).shiftLeft(shift).add(ridge.multiply(BigInteger.valueOf(weights.at(k))));
        }
        return gradient;
    }
}
