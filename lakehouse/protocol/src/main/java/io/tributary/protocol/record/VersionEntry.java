// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * {@code tributary/version/v1}: a published Datanet version.
 *
 * @param version 1, 2, …
 * @param tag Iceberg tag
 * @param root root over {@link DatanetRecord} sorted by record id
 * @param duplicatesRoot root over {@link DuplicateRecord} sorted by record id
 * @param parentRoot root of the version before; the empty tree's for the first
 */
public record VersionEntry(
        String network,
        String datanet,
        long version,
        String tag,
        Hash root,
        long recordCount,
        Hash duplicatesRoot,
        long duplicateCount,
        Hash parentRoot)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/version/v1";

    /** Checks the form of every field. */
    public VersionEntry {
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(duplicatesRoot, "duplicatesRoot");
        Objects.requireNonNull(parentRoot, "parentRoot");
        Form.id("network", network);
        Form.slug("datanet", datanet);
        Form.positive("version", version);
        Form.id("tag", tag);
        Form.notNegative("recordCount", recordCount);
        Form.notNegative("duplicateCount", duplicateCount);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static VersionEntry of(JsonObject json) {
        json.require(
                TYPE,
                "network",
                "datanet",
                "version",
                "tag",
                "root",
                "recordCount",
                "duplicatesRoot",
                "duplicateCount",
                "parentRoot");
        return new VersionEntry(
                json.text("network"),
                json.text("datanet"),
                json.integer("version"),
                json.text("tag"),
                json.hash("root"),
                json.integer("recordCount"),
                json.hash("duplicatesRoot"),
                json.integer("duplicateCount"),
                json.hash("parentRoot"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("datanet", datanet)
                .put("version", version)
                .put("tag", tag)
                .put("root", root)
                .put("recordCount", recordCount)
                .put("duplicatesRoot", duplicatesRoot)
                .put("duplicateCount", duplicateCount)
                .put("parentRoot", parentRoot)
                .build();
    }
}
