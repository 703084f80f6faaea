// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * {@code tributary/datanet/v1}: a Datanet on the ledger, with the commitment to its held-out set.
 *
 * @param owner organisation
 * @param heldOutRoot root over {@link HeldOutItem} sorted by item id
 */
public record DatanetEntry(
        String network, String slug, String owner, String licence, Hash heldOutRoot, long heldOutCount)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/datanet/v1";

    /** Checks the form of every field. */
    public DatanetEntry {
        Objects.requireNonNull(heldOutRoot, "heldOutRoot");
        Form.id("network", network);
        Form.slug("slug", slug);
        Form.id("owner", owner);
        Form.id("licence", licence);
        Form.notNegative("heldOutCount", heldOutCount);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static DatanetEntry of(JsonObject json) {
        json.require(TYPE, "network", "slug", "owner", "licence", "heldOutRoot", "heldOutCount");
        return new DatanetEntry(
                json.text("network"),
                json.text("slug"),
                json.text("owner"),
                json.text("licence"),
                json.hash("heldOutRoot"),
                json.integer("heldOutCount"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("slug", slug)
                .put("owner", owner)
                .put("licence", licence)
                .put("heldOutRoot", heldOutRoot)
                .put("heldOutCount", heldOutCount)
                .build();
    }
}
