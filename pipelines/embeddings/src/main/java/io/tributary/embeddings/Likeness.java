// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import java.io.Serializable;

/**
 * A record that says what an earlier one of somebody else says.
 *
 * @param record number of the later one
 * @param place the excerpt of it that is most like an earlier one
 * @param earlier number of the record that this one is of
 * @param earlierPlace its place there
 * @param percent cosine of the two, rounded down
 * @param alike how many excerpts of the later record are like one of somebody else before it
 */
record Likeness(int record, int place, int earlier, int earlierPlace, int percent, int alike) implements Serializable {}
