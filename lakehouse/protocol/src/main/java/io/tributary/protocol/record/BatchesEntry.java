// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.List;

/**
 * {@code tributary/batches/v1}: uploads anchored for a version; their order is the submission order.
 *
 * @param version the version that will hold them
 * @param roots batch roots in order; none for a version that only leaves out what was withdrawn
 */
public record BatchesEntry(String network, String datanet, long version, List<Hash> roots) implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/batches/v1";

    /** Checks the form of every field. */
    public BatchesEntry {
        roots = List.copyOf(roots);
        Form.id("network", network);
        Form.slug("datanet", datanet);
        Form.positive("version", version);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static BatchesEntry of(JsonObject json) {
        json.require(TYPE, "network", "datanet", "version", "roots");
        return new BatchesEntry(
                json.text("network"), json.text("datanet"), json.integer("version"), json.hashes("roots"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("datanet", datanet)
                .put("version", version)
                .put("roots", roots)
                .build();
    }
}
