// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.provenance;

import io.tributary.protocol.record.CreditLine;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a label or an edit makes of a record.
 *
 * @param line who earns what of its rows; empty if it has none
 * @param label the label that its rows have
 * @param sources by part of the line the record that earned it, in the order of the parts
 * @param reason why it has no rows; empty if it has
 */
public record Credit(Optional<CreditLine> line, String label, List<String> sources, String reason) {
    /** Requires a source for each part. */
    public Credit {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(reason, "reason");
        sources = List.copyOf(sources);
        int parts = line.map(CreditLine::parts).map(List::size).orElse(0);
        if (sources.size() != parts) {
            throw new IllegalArgumentException(sources.size() + " sources of " + parts + " parts, want one each");
        }
    }

    static Credit none(String reason) {
        return new Credit(Optional.empty(), "", List.of(), reason);
    }

    /** The id that stands for the contributor of its rows; empty if it has none. */
    public String owner() {
        return line.map(CreditLine::id).orElse("");
    }
}
