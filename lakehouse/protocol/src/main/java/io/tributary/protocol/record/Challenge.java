// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * {@code tributary/challenge/v1}: an organisation's word that an epoch is wrong. Travels signed; the {@link Evidence} travels beside it.
 *
 * @param sequence the signer's running number, each accepted once
 * @param recordHash hash of the challenged record
 * @param kind what is wrong
 * @param evidenceHash leaf hash of the evidence
 */
public record Challenge(
        String network,
        String signer,
        String keyId,
        long sequence,
        long epoch,
        Hash recordHash,
        EvidenceKind kind,
        Hash evidenceHash)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/challenge/v1";

    /** Checks the form of every field. */
    public Challenge {
        Objects.requireNonNull(recordHash, "recordHash");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(evidenceHash, "evidenceHash");
        Form.signed(network, signer, keyId, sequence);
        Form.positive("epoch", epoch);
    }

    /** The challenge that brings an evidence. */
    public static Challenge of(Evidence evidence, String signer, String keyId, long sequence) {
        return new Challenge(
                evidence.network(),
                signer,
                keyId,
                sequence,
                evidence.epoch(),
                evidence.recordHash(),
                evidence.kind(),
                evidence.leafHash());
    }

    /**
     * A sequence for a challenge that follows from its evidence, so that one sent again is the same: 2^62 + the first 60 bits of the
     * evidence's hash, beyond every {@link Attestation#sequence}.
     */
    public static long sequence(Hash evidenceHash) {
        return (1L << 62) + leadingBits(evidenceHash);
    }

    static long leadingBits(Hash hash) {
        return ByteBuffer.wrap(hash.bytes()).getLong() >>> 4;
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static Challenge of(JsonObject json) {
        json.require(TYPE, "network", "signer", "keyId", "sequence", "epoch", "recordHash", "kind", "evidenceHash");
        return new Challenge(
                json.text("network"),
                json.text("signer"),
                json.text("keyId"),
                json.integer("sequence"),
                json.integer("epoch"),
                json.hash("recordHash"),
                EvidenceKind.of(json.text("kind")),
                json.hash("evidenceHash"));
    }

    /** Whether it brings this evidence. */
    public boolean brings(Evidence evidence) {
        return network.equals(evidence.network())
                && epoch == evidence.epoch()
                && recordHash.equals(evidence.recordHash())
                && kind == evidence.kind()
                && evidenceHash.equals(evidence.leafHash());
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
                .put("kind", kind.id())
                .put("evidenceHash", evidenceHash)
                .build();
    }
}
