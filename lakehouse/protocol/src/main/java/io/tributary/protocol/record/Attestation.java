// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;
import java.util.Set;

/**
 * {@code tributary/attestation/v1}: an organisation's word on an epoch that it recomputed. Travels signed.
 *
 * @param sequence the signer's running number, each accepted once
 * @param recordHash hash of the record that the organisation recomputed
 * @param verdict {@link #EQUAL} or {@link #DIFFERENT}
 */
public record Attestation(
        String network, String signer, String keyId, long sequence, long epoch, Hash recordHash, String verdict)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/attestation/v1";

    /** Checks the form of every field. */
    public Attestation {
        Objects.requireNonNull(recordHash, "recordHash");
        Form.signed(network, signer, keyId, sequence);
        Form.positive("epoch", epoch);
        Form.oneOf("verdict", verdict, Set.of(EQUAL, DIFFERENT));
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static Attestation of(JsonObject json) {
        json.require(TYPE, "network", "signer", "keyId", "sequence", "epoch", "recordHash", "verdict");
        return new Attestation(
                json.text("network"),
                json.text("signer"),
                json.text("keyId"),
                json.integer("sequence"),
                json.integer("epoch"),
                json.hash("recordHash"),
                json.text("verdict"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("signer", signer)
                .put("keyId", keyId)
                .put("sequence", sequence)
                .put("epoch", epoch)
                .put("recordHash", recordHash)
                .put("verdict", verdict)
                .build();
    }

    /** Most rounds of proposals that one epoch has. */
    public static final long ROUNDS_MAX = 1000;

    /** The sequence by which an organisation signs on an epoch's proposal in a round from 0 on: once for each. */
    public static long sequence(long epoch, long round) {
        return Math.addExact(Math.multiplyExact(epoch, ROUNDS_MAX), round);
    }

    /** The recomputed record is the proposed one. */
    public static final String EQUAL = "equal";

    /** The recomputed record is another than the proposed one. */
    public static final String DIFFERENT = "different";
}
