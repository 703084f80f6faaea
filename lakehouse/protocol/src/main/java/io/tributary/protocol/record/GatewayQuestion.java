// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import java.util.Objects;

/**
 * {@code tributary/question/v1}: a contributor's question to a gateway about what is his. Travels signed, in a header of the request; the gateway
 * answers it for a minute.
 *
 * @param signer who asks
 * @param sequence epoch milliseconds of the question
 * @param path the path that is asked for, with the leading slash
 */
public record GatewayQuestion(String network, String signer, String keyId, long sequence, String path)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/question/v1";

    /** Checks the form of every field. */
    public GatewayQuestion {
        Objects.requireNonNull(path, "path");
        Form.signed(network, signer, keyId, sequence);
        Form.require(path.startsWith("/"), "path", path, "a path from the root");
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static GatewayQuestion of(JsonObject json) {
        json.require(TYPE, "network", "signer", "keyId", "sequence", "path");
        return new GatewayQuestion(
                json.text("network"),
                json.text("signer"),
                json.text("keyId"),
                json.integer("sequence"),
                json.text("path"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("signer", signer)
                .put("keyId", keyId)
                .put("sequence", sequence)
                .put("path", path)
                .build();
    }
}
