// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;
import java.util.Set;

/**
 * {@code tributary/verdict/v1}: an organisation's word on a challenge that it judged by recomputing. Travels signed; evidence and
 * {@link Recomputation} travel beside it.
 *
 * @param sequence the signer's running number, each accepted once
 * @param recordHash hash of the challenged record
 * @param evidenceHash leaf hash of the evidence: which challenge
 * @param verdict {@link #UPHELD} or {@link #UNFOUNDED}
 * @param foundHash leaf hash of the recomputation
 */
public record ChallengeVerdict(
        String network,
        String signer,
        String keyId,
        long sequence,
        long epoch,
        Hash recordHash,
        Hash evidenceHash,
        String verdict,
        Hash foundHash)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/verdict/v1";

    /** Recomputation contradicts the record as the challenge says. */
    public static final String UPHELD = "upheld";

    /** Recomputation agrees with the record. */
    public static final String UNFOUNDED = "unfounded";

    /** Checks the form of every field. */
    public ChallengeVerdict {
        Objects.requireNonNull(recordHash, "recordHash");
        Objects.requireNonNull(evidenceHash, "evidenceHash");
        Objects.requireNonNull(foundHash, "foundHash");
        Form.signed(network, signer, keyId, sequence);
        Form.positive("epoch", epoch);
        Form.oneOf("verdict", verdict, Set.of(UPHELD, UNFOUNDED));
    }

    /**
     * The verdict on an evidence.
     *
     * @param verdict {@link io.tributary.protocol.verify.EvidenceCheck#word}
     */
    public static ChallengeVerdict of(
            Evidence evidence,
            Recomputation recomputation,
            String verdict,
            String signer,
            String keyId,
            long sequence) {
        return new ChallengeVerdict(
                evidence.network(),
                signer,
                keyId,
                sequence,
                evidence.epoch(),
                evidence.recordHash(),
                evidence.leafHash(),
                verdict,
                recomputation.leafHash());
    }

    /** A sequence for a verdict that follows from the evidence it judges, beyond every {@link Challenge#sequence}. */
    public static long sequence(Hash evidenceHash) {
        return (1L << 62) + (1L << 61) + Challenge.leadingBits(evidenceHash);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static ChallengeVerdict of(JsonObject json) {
        json.require(
                TYPE,
                "network",
                "signer",
                "keyId",
                "sequence",
                "epoch",
                "recordHash",
                "evidenceHash",
                "verdict",
                "foundHash");
        return new ChallengeVerdict(
                json.text("network"),
                json.text("signer"),
                json.text("keyId"),
                json.integer("sequence"),
                json.integer("epoch"),
                json.hash("recordHash"),
                json.hash("evidenceHash"),
                json.text("verdict"),
                json.hash("foundHash"));
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
                .put("evidenceHash", evidenceHash)
                .put("verdict", verdict)
                .put("foundHash", foundHash)
                .build();
    }
}
