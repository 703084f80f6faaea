// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.influence.LabelledRow;
import io.tributary.influence.OwnedRow;
import io.tributary.influence.SparseRow;
import io.tributary.protocol.error.RefusedException;
import io.tributary.tables.ModelTables;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * One row of {@code models.rows} as the kernels want it.
 *
 * @param rowId its id
 * @param contributor who is paid for it
 * @param labelled features and class
 * @param residuals stored residuals in Q30, one per class
 * @param cap stored scale cap in 2^-20
 * @param text the passage as it is shown
 */
@SuppressWarnings("ArrayRecordComponent")
record ModelRow(String rowId, String contributor, LabelledRow labelled, int[] residuals, int cap, String text)
        implements Serializable {

    /** The columns that {@link #of} reads, in its order. */
    static final String[] COLUMNS = {
        ModelTables.ROW_ID,
        ModelTables.CONTRIBUTOR,
        ModelTables.LABEL,
        ModelTables.ROW_INDEX,
        ModelTables.FEATURES,
        ModelTables.RESIDUALS,
        ModelTables.CAP_Q20,
        ModelTables.TEXT
    };

    /** Whose row it is. */
    OwnedRow owned() {
        return new OwnedRow(contributor, rowId);
    }

    /** Reads a row; its id must be made of its contributor, label and place, and it must have the model's features. */
    static ModelRow of(Row row, List<String> classes, int dimension) {
        String rowId = row.getString(0);
        String expected =
                OwnedRow.of(row.getString(1), row.getString(2), row.getInt(3)).rowId();
        int label = classes.indexOf(row.getString(2));
        byte[] bytes = row.getAs(5);
        if (!rowId.equals(expected) || label < 0 || bytes.length != Integer.BYTES * classes.size()) {
            throw new RefusedException(
                    "models.rows has a row " + rowId + " of contributor " + row.getString(1) + ", label "
                            + row.getString(2) + " and " + bytes.length + " bytes of residuals, want id " + expected);
        }
        int[] residuals = new int[classes.size()];
        ByteBuffer.wrap(bytes).asIntBuffer().get(residuals);
        SparseRow features = SparseRow.ofDense(row.getAs(4));
        if (features.dimension() != dimension) {
            throw new RefusedException(
                    "models.rows row " + rowId + " has " + features.dimension() + " features, want " + dimension);
        }
        return new ModelRow(
                rowId, row.getString(1), new LabelledRow(features, label), residuals, row.getInt(6), row.getString(7));
    }
}
