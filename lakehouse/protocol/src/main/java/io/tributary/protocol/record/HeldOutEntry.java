// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * {@code tributary/heldout-set/v1}: the commitment to the held-out set of one Datanet version, made before the version's batches
 * are anchored. The set of a first version may stand in its {@link DatanetEntry} instead.
 *
 * @param version the version whose rows it judges
 * @param root root over {@link HeldOutItem} sorted by item id
 */
public record HeldOutEntry(String network, String datanet, long version, Hash root, long count)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/heldout-set/v1";

    /** Checks the form of every field. */
    public HeldOutEntry {
        Objects.requireNonNull(root, "root");
        Form.id("network", network);
        Form.slug("datanet", datanet);
        Form.positive("version", version);
        Form.positive("count", count);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static HeldOutEntry of(JsonObject json) {
        json.require(TYPE, "network", "datanet", "version", "root", "count");
        return new HeldOutEntry(
                json.text("network"),
                json.text("datanet"),
                json.integer("version"),
                json.hash("root"),
                json.integer("count"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("datanet", datanet)
                .put("version", version)
                .put("root", root)
                .put("count", count)
                .build();
    }
}
