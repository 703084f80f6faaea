// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;

/**
 * A feature row and its class: a training row with its label, or a question with the answer given.
 *
 * @param features the row
 * @param label the class, 0-based
 */
public record LabelledRow(SparseRow features, int label) implements Serializable {
    /** Checks the label. */
    public LabelledRow {
        if (label < 0) {
            throw new IllegalArgumentException("label is " + label + ", want a class index of 0 or more");
        }
    }
}
