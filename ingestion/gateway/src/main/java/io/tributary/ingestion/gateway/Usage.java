// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import java.util.Optional;

/**
 * What a contributor sent on a day, or may send.
 *
 * @param bytes of batches as they travel
 * @param items in those batches
 * @param files that the batches are from; a batch that names none is one
 */
record Usage(long bytes, long items, long files) {
    static final Usage NONE = new Usage(0, 0, 0);

    Usage plus(Usage other) {
        return new Usage(
                Math.addExact(bytes, other.bytes),
                Math.addExact(items, other.items),
                Math.addExact(files, other.files));
    }

    /** The first measure in which this is beyond a limit. */
    Optional<Excess> beyond(Usage limit) {
        if (bytes > limit.bytes) {
            return Optional.of(new Excess("bytes", limit.bytes, bytes));
        }
        if (items > limit.items) {
            return Optional.of(new Excess("items", limit.items, items));
        }
        if (files > limit.files) {
            return Optional.of(new Excess("files", limit.files, files));
        }
        return Optional.empty();
    }

    /**
     * A limit and what would be beyond it.
     *
     * @param measure bytes, items or files
     * @param wanted what the use would become
     */
    record Excess(String measure, long limit, long wanted) {}
}
