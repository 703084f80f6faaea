// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;
import java.util.Objects;

/**
 * A training row and whose it is.
 *
 * @param contributor whose rows are netted together
 * @param rowId unique within the model version
 */
public record OwnedRow(String contributor, String rowId) implements Serializable {
    /** Checks that both are there. */
    public OwnedRow {
        Objects.requireNonNull(contributor, "contributor");
        Objects.requireNonNull(rowId, "rowId");
    }
}
