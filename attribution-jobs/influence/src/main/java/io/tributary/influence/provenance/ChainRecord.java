// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.provenance;

import java.util.Objects;
import java.util.Optional;

/**
 * A record as far as credit is concerned.
 *
 * @param kind {@link #LABEL}, {@link #EDIT} or any other, which stands for itself
 * @param parent what it labels or edits
 * @param label its own label; may be empty
 * @param size of an edit what it changed, empty if that can not be told; of others empty
 */
public record ChainRecord(
        String recordId, String kind, String parent, String contributor, String label, Optional<EditSize> size) {
    /** Kind of a record that gives another one a label. */
    public static final String LABEL = "label";

    /** Kind of a record that replaces another one. */
    public static final String EDIT = "edit";

    /** Checks that nothing is missing. */
    public ChainRecord {
        Objects.requireNonNull(recordId, "recordId");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(contributor, "contributor");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(size, "size");
    }

    /** Whether it says something of another record. */
    public boolean isLink() {
        return isLink(kind);
    }

    /** Whether records of a kind say something of another record. */
    public static boolean isLink(String kind) {
        return kind.equals(LABEL) || kind.equals(EDIT);
    }
}
