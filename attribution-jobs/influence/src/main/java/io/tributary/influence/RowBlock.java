// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;
import java.util.List;

/**
 * A block of training rows as flat arrays, for kernels: sparse features (row i has the entries {@code starts[i]} to
 * {@code starts[i + 1] - 1}) and C residuals a row. The arrays are the block's own; a kernel reads them and never writes.
 *
 * @param shape the model's shape
 * @param starts n + 1 ascending offsets
 * @param positions feature positions, ascending within a row
 * @param values feature values
 * @param residuals n C residuals in Q30, row by row
 */
@SuppressWarnings("ArrayRecordComponent")
public record RowBlock(Shape shape, int[] starts, int[] positions, byte[] values, int[] residuals)
        implements Serializable {
    /** Checks the lengths. */
    public RowBlock {
        int rows = starts.length - 1;
        if (rows < 0
                || positions.length != starts[rows]
                || values.length != starts[rows]
                || residuals.length != rows * shape.classes()) {
            throw new IllegalArgumentException(
                    "row block has " + starts.length + " starts, " + positions.length + " positions, " + values.length
                            + " values and " + residuals.length + " residuals, want them to fit");
        }
    }

    /**
     * A block of rows with stored residuals.
     *
     * @param residuals one array of C per row
     */
    public static RowBlock of(Shape shape, List<SparseRow> rows, List<int[]> residuals) {
        int[] starts = new int[rows.size() + 1];
        for (int i = 0; i < rows.size(); i++) {
            shape.requireRow(rows.get(i));
            starts[i + 1] = starts[i] + rows.get(i).size();
        }
        int[] positions = new int[starts[rows.size()]];
        byte[] values = new byte[positions.length];
        int[] flat = new int[rows.size() * shape.classes()];
        for (int i = 0; i < rows.size(); i++) {
            SparseRow row = rows.get(i);
            for (int t = 0; t < row.size(); t++) {
                positions[starts[i] + t] = row.position(t);
                values[starts[i] + t] = (byte) row.value(t);
            }
            System.arraycopy(residuals.get(i), 0, flat, i * shape.classes(), shape.classes());
        }
        return new RowBlock(shape, starts, positions, values, flat);
    }

    /** A block of training rows with their residuals under {@code weights}. */
    public static RowBlock of(Weights weights, List<LabelledRow> rows) {
        return of(
                weights.shape(),
                rows.stream().map(LabelledRow::features).toList(),
                rows.stream().map(weights::residuals).toList());
    }

    /** Number of rows. */
    public int rows() {
        return starts.length - 1;
    }
}
