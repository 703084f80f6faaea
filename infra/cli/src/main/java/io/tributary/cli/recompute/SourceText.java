// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import java.util.Objects;

/**
 * One canonical record of a Datanet version, as far as training reads it.
 *
 * @param recordId its id
 * @param kind its kind; an edit stands for itself in versions that credit none, and is of kind record here
 * @param parent what it labels or edits; empty for none
 * @param contributor who gave it, or the line of those who have a part in it
 * @param label its class
 * @param text the readable text
 */
record SourceText(String recordId, String kind, String parent, String contributor, String label, String text) {
    /** Kind of a record that stands for itself. */
    static final String RECORD = "record";

    SourceText {
        Objects.requireNonNull(recordId, "recordId");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(contributor, "contributor");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(text, "text");
    }

    /** A record that stands for itself. */
    SourceText(String recordId, String contributor, String label, String text) {
        this(recordId, RECORD, "", contributor, label, text);
    }
}
