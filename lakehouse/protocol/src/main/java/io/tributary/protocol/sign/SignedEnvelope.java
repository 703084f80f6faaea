// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.sign;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import java.util.Objects;

/**
 * {@code tributary/signed/v1}: a typed body and an Ed25519 signature over the body's canonical bytes. Every body names its network,
 * signer, key id and sequence, so that a signature means one thing on one network once.
 *
 * @param body the signed object; its type is the domain separator
 * @param signatureHex 128 lower-case hex digits; empty for an unsigned envelope, which no verification accepts
 */
public record SignedEnvelope(JsonObject body, String signatureHex) {
    /** The envelope's type. */
    public static final String TYPE = "tributary/signed/v1";

    /** Requires the four fields that keep a signature from replaying elsewhere. */
    public SignedEnvelope {
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(signatureHex, "signatureHex");
        body.type();
        body.text("network");
        body.text("signer");
        body.text("keyId");
        if (body.integer("sequence") < 0) {
            throw new MalformedException(Rule.JSON_SHAPE, "sequence: " + body.text("sequence") + ", want >= 0");
        }
    }

    /** Signs a body. */
    public static SignedEnvelope sign(JsonObject body, SigningKey key) {
        SignedEnvelope unsigned = new SignedEnvelope(body, "");
        JsonObject signature =
                JsonObject.nested().put("signature", key.sign(body.bytes())).build();
        return new SignedEnvelope(unsigned.body(), signature.text("signature"));
    }

    /** Reads an envelope; a missing signature is a {@link Rule#SIGNATURE_MISSING}. */
    public static SignedEnvelope of(JsonObject json) {
        if (!json.has("signature") || json.text("signature").isEmpty()) {
            throw new MalformedException(Rule.SIGNATURE_MISSING, "the envelope carries no signature");
        }
        json.require(TYPE, "body", "signature");
        if (json.hex("signature").length != VerifyingKey.SIGNATURE_BYTES) {
            throw new MalformedException(
                    Rule.SIGNATURE_INVALID,
                    json.hex("signature").length + " signature bytes, want " + VerifyingKey.SIGNATURE_BYTES);
        }
        return new SignedEnvelope(json.object("body"), json.text("signature"));
    }

    /** Whether the signature verifies under the key and the body names that key. */
    public boolean verifiedBy(VerifyingKey key) {
        if (signatureHex.isEmpty() || !key.keyId().equals(keyId())) {
            return false;
        }
        return key.verify(body.bytes(), toJson().hex("signature"));
    }

    /** The network that the body was signed for. */
    public String network() {
        return body.text("network");
    }

    /** Who signed. */
    public String signer() {
        return body.text("signer");
    }

    /** Which of the signer's keys. */
    public String keyId() {
        return body.text("keyId");
    }

    /** The signer's running number, 0 or more. */
    public long sequence() {
        return body.integer("sequence");
    }

    /** The envelope as an object. */
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("body", body)
                .put("signature", signatureHex)
                .build();
    }
}
