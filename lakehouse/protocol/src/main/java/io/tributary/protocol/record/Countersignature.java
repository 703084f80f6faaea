// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.sign.VerifyingKey;
import java.util.HexFormat;
import java.util.Objects;

/**
 * {@code tributary/countersignature/v1}: what a caller signs to say that it got an answer and owes its fee. It does not travel: the
 * receipt holds the signature, and whoever checks it makes this object again.
 *
 * @param signer the receipt's caller
 * @param sequence the receipt's hostSeq
 * @param receipt leaf hash of the receipt with an empty callerSig
 */
public record Countersignature(String network, String signer, String keyId, long sequence, Hash receipt)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/countersignature/v1";

    /** Checks the form of every field. */
    public Countersignature {
        Objects.requireNonNull(receipt, "receipt");
        Form.signed(network, signer, keyId, sequence);
    }

    /** What the caller signs of a receipt with one of its keys. */
    public static Countersignature of(Receipt receipt, String network, VerifyingKey key) {
        return new Countersignature(
                network,
                receipt.caller(),
                key.keyId(),
                receipt.hostSeq(),
                receipt.countersigned("").leafHash());
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static Countersignature of(JsonObject json) {
        json.require(TYPE, "network", "signer", "keyId", "sequence", "receipt");
        return new Countersignature(
                json.text("network"),
                json.text("signer"),
                json.text("keyId"),
                json.integer("sequence"),
                json.hash("receipt"));
    }

    /** The receipt with the caller's signature. */
    public static Receipt sign(Receipt receipt, String network, SigningKey key) {
        byte[] signature = key.sign(of(receipt, network, key.verifyingKey()).bytes());
        return receipt.countersigned(HexFormat.of().formatHex(signature));
    }

    /** Whether a receipt carries a signature of this key for this network. */
    public static boolean verifies(Receipt receipt, String network, VerifyingKey key) {
        return !receipt.callerSig().isEmpty()
                && key.verify(of(receipt, network, key).bytes(), HexFormat.of().parseHex(receipt.callerSig()));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("signer", signer)
                .put("keyId", keyId)
                .put("sequence", sequence)
                .put("receipt", receipt)
                .build();
    }
}
