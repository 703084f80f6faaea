// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import java.io.Serializable;
import java.util.List;

/**
 * A record's vectors.
 *
 * @param leafHash of the record
 * @param vectors one for each of its excerpts, in their order; none if it is too short
 */
record Embedded(String leafHash, List<byte[]> vectors) implements Serializable {
    /** Copies the list. */
    Embedded {
        vectors = List.copyOf(vectors);
    }
}
