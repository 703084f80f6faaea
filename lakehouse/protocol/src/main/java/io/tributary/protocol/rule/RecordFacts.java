// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.rule;

import java.util.List;
import java.util.Objects;

/**
 * What rules look at in a record.
 *
 * @param consent purposes
 * @param expires last day on which the consent holds, as {@code 2028-01-01}; empty for none
 */
public record RecordFacts(
        String kind, String label, String text, String licence, List<String> consent, String expires) {
    /** Copies the list. */
    public RecordFacts {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(licence, "licence");
        Objects.requireNonNull(expires, "expires");
        consent = List.copyOf(consent);
    }
}
