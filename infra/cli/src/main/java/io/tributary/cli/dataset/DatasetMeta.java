// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.dataset;

import io.tributary.protocol.record.VersionEntry;
import java.time.Instant;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is said of a version beside its records.
 *
 * @param description may be empty
 * @param licences how many records have each licence
 * @param contributors how many people gave records
 */
public record DatasetMeta(
        VersionEntry entry,
        String title,
        String description,
        String owner,
        SortedMap<String, Long> licences,
        int contributors,
        Instant publishedAt) {
    /** Copies the map. */
    public DatasetMeta {
        Objects.requireNonNull(entry, "entry");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(publishedAt, "publishedAt");
        licences = new TreeMap<>(licences);
    }

    /** Name and tag, {@code slug-vN}. */
    String name() {
        return entry.datanet() + "-" + entry.tag();
    }

    /** The description, or a sentence that says what there is to say. */
    String words() {
        return description.isEmpty()
                ? "Version " + entry.tag() + " of the Datanet " + title + ", " + entry.recordCount() + " records."
                : description;
    }
}
