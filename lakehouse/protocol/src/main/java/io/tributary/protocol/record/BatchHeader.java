// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * {@code tributary/batch/v1}: the signed body of a batch of contributions.
 *
 * @param sequence the signer's running number, each accepted once
 * @param datanet slug
 * @param root root of the items' tree
 */
public record BatchHeader(
        String network, String signer, String keyId, long sequence, String datanet, int itemCount, Hash root)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/batch/v1";

    /** Checks the form of every field. */
    public BatchHeader {
        Objects.requireNonNull(root, "root");
        Form.signed(network, signer, keyId, sequence);
        Form.slug("datanet", datanet);
        Form.positive("itemCount", itemCount);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static BatchHeader of(JsonObject json) {
        json.require(TYPE, "network", "signer", "keyId", "sequence", "datanet", "itemCount", "root");
        return new BatchHeader(
                json.text("network"),
                json.text("signer"),
                json.text("keyId"),
                json.integer("sequence"),
                json.text("datanet"),
                json.smallInteger("itemCount"),
                json.hash("root"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("signer", signer)
                .put("keyId", keyId)
                .put("sequence", sequence)
                .put("datanet", datanet)
                .put("itemCount", itemCount)
                .put("root", root)
                .build();
    }
}
