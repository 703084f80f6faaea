// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;
import java.util.Arrays;

/**
 * One feature row: {@code D} integers in -127..127 of which only the non-zero ones are kept, by ascending position. A row
 * equals its dense form {@code int8[D]}, which is what tables store. Immutable.
 */
public final class SparseRow implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int dimension;
    private final int[] positions;
    private final byte[] values;

    private SparseRow(int dimension, int[] positions, byte[] values) {
        this.dimension = dimension;
        this.positions = positions;
        this.values = values;
    }

    /**
     * A row from its non-zero entries.
     *
     * @param dimension number of features D
     * @param positions strictly ascending, in 0..D-1
     * @param values the value at each position, not 0 and not -128
     * @throws IllegalArgumentException if one of these does not hold
     */
    public static SparseRow of(int dimension, int[] positions, byte[] values) {
        if (positions.length != values.length) {
            throw new IllegalArgumentException(
                    "row has " + positions.length + " positions and " + values.length + " values, want as many");
        }
        int before = -1;
        for (int t = 0; t < positions.length; t++) {
            if (positions[t] <= before || positions[t] >= dimension) {
                throw new IllegalArgumentException("row has position " + positions[t] + " after " + before
                        + ", want ascending positions below " + dimension);
            }
            if (values[t] == 0 || values[t] == Byte.MIN_VALUE) {
                throw new IllegalArgumentException(
                        "row has the value " + values[t] + " at " + positions[t] + ", want 1..127 or -127..-1");
            }
            before = positions[t];
        }
        return new SparseRow(dimension, positions.clone(), values.clone());
    }

    /** The row whose dense form is {@code dense}; refuses -128. */
    public static SparseRow ofDense(byte[] dense) {
        int count = 0;
        for (byte value : dense) {
            count += value == 0 ? 0 : 1;
        }
        int[] positions = new int[count];
        byte[] values = new byte[count];
        int at = 0;
        for (int j = 0; j < dense.length; j++) {
            if (dense[j] != 0) {
                positions[at] = j;
                values[at++] = dense[j];
            }
        }
        return of(dense.length, positions, values);
    }

    /** The dense form, {@code int8[D]}. */
    public byte[] toDense() {
        byte[] dense = new byte[dimension];
        for (int t = 0; t < positions.length; t++) {
            dense[positions[t]] = values[t];
        }
        return dense;
    }

    /** Number of features D. */
    public int dimension() {
        return dimension;
    }

    /** Number of non-zero features. */
    public int size() {
        return positions.length;
    }

    /** Position of the {@code t}-th non-zero feature. */
    public int position(int t) {
        return positions[t];
    }

    /** Value of the {@code t}-th non-zero feature. */
    public int value(int t) {
        return values[t];
    }

    /** The sum of absolute values. */
    public int absoluteSum() {
        int sum = 0;
        for (byte value : values) {
            sum += Math.abs(value);
        }
        return sum;
    }

    /** The sum of squares. */
    public int squareSum() {
        int sum = 0;
        for (byte value : values) {
            sum += value * value;
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SparseRow row
                && row.dimension == dimension
                && Arrays.equals(row.positions, positions)
                && Arrays.equals(row.values, values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(positions) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "SparseRow[" + positions.length + " of " + dimension + "]";
    }
}
