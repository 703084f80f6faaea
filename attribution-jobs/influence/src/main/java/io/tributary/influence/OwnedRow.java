// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;

/**
 * A training row and whose it is.
 *
 * @param contributor whose rows are netted together
 * @param rowId unique among the contributor's rows of the model version; since ids and labels may hold slashes, others may have the same
 */
public record OwnedRow(String contributor, String rowId) implements Serializable {
    /** Checks that both are there. */
    public OwnedRow {
        Objects.requireNonNull(contributor, "contributor");
        Objects.requireNonNull(rowId, "rowId");
    }

    /**
     * The row of a passage.
     *
     * @param index its place among the passages of this contributor and label, from 0
     */
    public static OwnedRow of(String contributor, String label, int index) {
        return new OwnedRow(contributor, contributor + "/" + label + "/" + String.format(Locale.ROOT, "%06d", index));
    }
}
