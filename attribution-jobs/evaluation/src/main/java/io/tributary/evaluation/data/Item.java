// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.data;

import io.tributary.influence.LabelledRow;
import io.tributary.influence.SparseRow;
import java.util.Optional;

/**
 * One labelled row of a data set.
 *
 * @param id unique in the data set, stable over seeds
 * @param features the integer features
 * @param label the class, 0-based
 * @param contributor who gave it
 * @param text what the features were made from, empty for an image
 */
public record Item(String id, SparseRow features, int label, String contributor, Optional<String> text) {
    /** Checks the names and the label. */
    public Item {
        if (id.isEmpty() || contributor.isEmpty() || label < 0) {
            throw new IllegalArgumentException(
                    "item is '" + id + "' by '" + contributor + "' of class " + label + ", want names and a class");
        }
    }

    /** The row that a model is trained on or asked about. */
    public LabelledRow row() {
        return new LabelledRow(features, label);
    }

    /** The same item with another label. */
    public Item withLabel(int other) {
        return new Item(id, features, other, contributor, text);
    }

    /** The same item of somebody else. */
    public Item withContributor(String other) {
        return new Item(id, features, label, other, text);
    }
}
