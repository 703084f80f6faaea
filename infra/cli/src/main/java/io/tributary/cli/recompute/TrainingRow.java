// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.influence.Passage;
import java.util.Locale;

/**
 * One passage that a model is trained on.
 *
 * @param contributor who gave its text
 * @param label its class
 * @param index place among the passages of this contributor and label, from 0
 * @param passage its tokens and where they stand
 */
record TrainingRow(String contributor, String label, int index, Passage passage) {

    /** The id under which tables name the row. */
    String rowId() {
        return contributor + "/" + label + "/" + String.format(Locale.ROOT, "%06d", index);
    }
}
