// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.influence.OwnedRow;
import io.tributary.influence.Passage;

/**
 * One passage that a model is trained on.
 *
 * @param contributor who gave its text
 * @param label its class
 * @param index place among the passages of this contributor and label, from 0
 * @param passage its tokens and where they stand
 */
record TrainingRow(String contributor, String label, int index, Passage passage) {

    /** Whose row it is, with the id under which tables name it. */
    OwnedRow owned() {
        return OwnedRow.of(contributor, label, index);
    }
}
