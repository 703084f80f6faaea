// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * {@code tributary/receipts/v1}: the signed body of a batch of inference receipts.
 *
 * @param sequence the signer's running number, each accepted once
 * @param itemCount 0 for a batch that only moves time on
 * @param root root of the receipts' tree
 * @param upTo epoch milliseconds; the host promises that no receipt with an earlier time follows
 */
public record ReceiptsHeader(
        String network, String signer, String keyId, long sequence, int itemCount, Hash root, long upTo)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/receipts/v1";

    /** Checks the form of every field. */
    public ReceiptsHeader {
        Objects.requireNonNull(root, "root");
        Form.signed(network, signer, keyId, sequence);
        Form.notNegative("itemCount", itemCount);
        Form.notNegative("upTo", upTo);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static ReceiptsHeader of(JsonObject json) {
        json.require(TYPE, "network", "signer", "keyId", "sequence", "itemCount", "root", "upTo");
        return new ReceiptsHeader(
                json.text("network"),
                json.text("signer"),
                json.text("keyId"),
                json.integer("sequence"),
                json.smallInteger("itemCount"),
                json.hash("root"),
                json.integer("upTo"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("signer", signer)
                .put("keyId", keyId)
                .put("sequence", sequence)
                .put("itemCount", itemCount)
                .put("root", root)
                .put("upTo", upTo)
                .build();
    }
}
