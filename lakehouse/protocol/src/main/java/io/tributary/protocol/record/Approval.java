// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * {@code tributary/approval/v1}: an organisation's word that an entry may come into the ledger's log. Travels signed.
 *
 * @param sequence the signer's running number, each accepted once
 * @param entry leaf hash of the entry
 */
public record Approval(String network, String signer, String keyId, long sequence, Hash entry)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/approval/v1";

    /** Checks the form of every field. */
    public Approval {
        Objects.requireNonNull(entry, "entry");
        Form.signed(network, signer, keyId, sequence);
    }

    /** The approval of an entry, with the sequence that follows from it. */
    public static Approval of(String network, String signer, String keyId, Hash entry) {
        return new Approval(network, signer, keyId, sequence(entry), entry);
    }

    /** A sequence that follows from the entry, beyond every {@link Attestation#sequence} and below every {@link Challenge#sequence}. */
    public static long sequence(Hash entry) {
        return (1L << 61) + Challenge.leadingBits(entry);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static Approval of(JsonObject json) {
        json.require(TYPE, "network", "signer", "keyId", "sequence", "entry");
        return new Approval(
                json.text("network"),
                json.text("signer"),
                json.text("keyId"),
                json.integer("sequence"),
                json.hash("entry"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("signer", signer)
                .put("keyId", keyId)
                .put("sequence", sequence)
                .put("entry", entry)
                .build();
    }
}
