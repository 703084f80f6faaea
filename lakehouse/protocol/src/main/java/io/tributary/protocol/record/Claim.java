// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * {@code tributary/claim/v1}: a payee's demand for one payout. Travels signed by the payout key.
 *
 * @param sequence the signer's running number, each accepted once
 * @param leafHash hash of the payout leaf
 */
public record Claim(String network, String signer, String keyId, long sequence, long epoch, Hash leafHash)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/claim/v1";

    /** Checks the form of every field. */
    public Claim {
        Objects.requireNonNull(leafHash, "leafHash");
        Form.signed(network, signer, keyId, sequence);
        Form.positive("epoch", epoch);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static Claim of(JsonObject json) {
        json.require(TYPE, "network", "signer", "keyId", "sequence", "epoch", "leafHash");
        return new Claim(
                json.text("network"),
                json.text("signer"),
                json.text("keyId"),
                json.integer("sequence"),
                json.integer("epoch"),
                json.hash("leafHash"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("signer", signer)
                .put("keyId", keyId)
                .put("sequence", sequence)
                .put("epoch", epoch)
                .put("leafHash", leafHash)
                .build();
    }
}
