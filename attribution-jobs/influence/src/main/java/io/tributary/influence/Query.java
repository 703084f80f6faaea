// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;

/**
 * One answer, ready to be scored against: {@code V ≈ H⁻¹ g_q} as int16[P] with its own exponent. Residual and vector are
 * normalised per query because confident answers have residuals of 1e-4. Source: specification, section 6. Immutable.
 */
public final class Query implements Serializable {
    /** Largest |V|. */
    public static final int ENTRY_MAX = 32767;

    /** Smallest exponent: {@code bl(max residual) - 20} with a residual of 1. */
    public static final int EXPONENT_MIN = 1 - Query.RESIDUAL_BITS;

    /** Largest exponent: 47 for the accumulator's shift, 11 for the residual's. */
    public static final int EXPONENT_MAX = 62 - 15 + 31 - Query.RESIDUAL_BITS;

    private static final long serialVersionUID = 1L;
    private static final int RESIDUAL_BITS = 20;
    private static final int ENTRY_BITS = 15;

    private final short[] vector;
    private final int exponent;

    private Query(short[] vector, int exponent) {
        this.vector = vector;
        this.exponent = exponent;
    }

    /**
     * The query of an answer.
     *
     * @param weights the model that answered
     * @param inverse its inverse curvature
     * @param answer the question's features with the answer given (or, for a held-out item, its true label)
     */
    public static Query of(Weights weights, InverseCurvature inverse, LabelledRow answer) {
        weights.shape().requireRow(answer.features());
        return of(inverse, answer.features(), weights.residuals(answer), answer.label());
    }

    /**
     * The query of a row with known residuals.
     *
     * @param residuals C values in Q30 that sum to 0
     * @param label the class that takes the rounding remainder
     */
    static Query of(InverseCurvature inverse, SparseRow features, int[] residuals, int label) {
        int size = inverse.shape().parameters();
        int largest = 0;
        for (int residual : residuals) {
            largest = Math.max(largest, Math.abs(residual));
        }
        if (largest == 0) {
            return new Query(new short[size], 0);
        }
        int residualShift = Rounding.bitLength(largest) - RESIDUAL_BITS;
        long[] sums = multiply(inverse, features, rounded(residuals, label, residualShift));
        long most = 0;
        for (long sum : sums) {
            most = Math.max(most, Math.abs(sum));
        }
        int shift = Math.max(0, Rounding.bitLength(most) - ENTRY_BITS);
        short[] vector = new short[size];
        for (int k = 0; k < size; k++) {
            long entry = Rounding.shiftRight(sums[k], shift);
            vector[k] = (short) Math.max(-ENTRY_MAX, Math.min(ENTRY_MAX, entry));
        }
        return new Query(vector, shift + residualShift);
    }

    /** The residuals at 20 bits; the label's is minus the sum of the others, so that they still sum to 0. */
    private static long[] rounded(int[] residuals, int label, int shift) {
        long[] rounded = new long[residuals.length];
        long others = 0;
        for (int c = 0; c < residuals.length; c++) {
            if (c != label) {
                rounded[c] = Rounding.shiftRight(residuals[c], shift);
                others += rounded[c];
            }
        }
        rounded[label] = -others;
        return rounded;
    }

    /** K (r ⊗ x) by the rows of K at the non-zeros; every partial sum is below 2^62. */
    private static long[] multiply(InverseCurvature inverse, SparseRow features, long[] residuals) {
        Shape shape = inverse.shape();
        int size = shape.parameters();
        long[] sums = new long[size];
        for (int c = 0; c < residuals.length; c++) {
            for (int t = 0; t < features.size(); t++) {
                long factor = residuals[c] * features.value(t);
                addRow(sums, inverse.entries(), (c * shape.dimension() + features.position(t)) * size, factor);
            }
        }
        return sums;
    }

    private static void addRow(long[] sums, int[] entries, int from, long factor) {
        for (int b = 0; b < sums.length; b++) {
            sums[b] += factor * entries[from + b];
        }
    }

    /** A query from its stored parts. */
    public static Query of(short[] vector, int exponent) {
        if (exponent < EXPONENT_MIN || exponent > EXPONENT_MAX) {
            throw new IllegalArgumentException(
                    "query exponent is " + exponent + ", want " + EXPONENT_MIN + ".." + EXPONENT_MAX);
        }
        for (short entry : vector) {
            if (entry < -ENTRY_MAX) {
                throw new IllegalArgumentException("query entry is " + entry + ", want at most 32767 in size");
            }
        }
        return new Query(vector.clone(), exponent);
    }

    /** A copy of V, class-major. */
    public short[] vector() {
        return vector.clone();
    }

    /** V_k. */
    int at(int k) {
        return vector[k];
    }

    /** Number of entries P. */
    public int size() {
        return vector.length;
    }

    /** e_q: the real influence of a row is {@code raw 2^(e_q - 60 - 2fx - κ)}. */
    public int exponent() {
        return exponent;
    }
}
