// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * Size and root of the log: what the whole history comes down to.
 *
 * @param network the network
 * @param size number of entries
 * @param root RFC 6962 root over them
 */
public record Checkpoint(String network, long size, Hash root) {
    /** Requires every part. */
    public Checkpoint {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(root, "root");
    }

    /** Reads {@link #toJson}. */
    public static Checkpoint of(JsonObject json) {
        json.requireNested("checkpoint", "network", "root", "size");
        return new Checkpoint(json.text("network"), json.integer("size"), json.hash("root"));
    }

    /** The canonical form. */
    public JsonObject toJson() {
        return JsonObject.nested()
                .put("network", network)
                .put("root", root)
                .put("size", size)
                .build();
    }
}
