// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.sign.VerifyingKey;
import java.util.Objects;

/**
 * {@code tributary/gateway-key/v1}: an organisation's word that a key is its gateway's, so that its own key stays away from the edge. Travels
 * signed by the organisation.
 *
 * @param signer the organisation
 * @param sequence the organisation's running number of its gateways' keys
 * @param gateway name that promises are signed as
 * @param publicKey Ed25519 key of the gateway, 32 bytes of hex
 */
public record GatewayKey(
        String network, String signer, String keyId, long sequence, String gateway, VerifyingKey publicKey)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/gateway-key/v1";

    /** Checks the form of every field. */
    public GatewayKey {
        Objects.requireNonNull(publicKey, "publicKey");
        Form.signed(network, signer, keyId, sequence);
        Form.id("gateway", gateway);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static GatewayKey of(JsonObject json) {
        json.require(TYPE, "network", "signer", "keyId", "sequence", "gateway", "publicKey");
        return new GatewayKey(
                json.text("network"),
                json.text("signer"),
                json.text("keyId"),
                json.integer("sequence"),
                json.text("gateway"),
                VerifyingKey.of(json.hex("publicKey")));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("signer", signer)
                .put("keyId", keyId)
                .put("sequence", sequence)
                .put("gateway", gateway)
                .put("publicKey", publicKey.bytes())
                .build();
    }
}
