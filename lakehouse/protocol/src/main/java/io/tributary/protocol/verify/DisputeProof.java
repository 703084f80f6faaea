// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code tributary/dispute/v1}: one file that shows that an attested epoch was wrong. It brings no keys.
 *
 * @param epoch the record that was attested
 * @param attestations signed {@link io.tributary.protocol.record.Attestation}s of that record, by organisation ascending
 * @param challenge the signed {@link io.tributary.protocol.record.Challenge}
 * @param evidence what the challenge brings
 * @param recomputation what the organisations found; none where Merkle proofs decide
 * @param verdicts signed {@link io.tributary.protocol.record.ChallengeVerdict}s that uphold it, by organisation ascending; likewise
 */
public record DisputeProof(
        EpochRecord epoch,
        List<SignedEnvelope> attestations,
        SignedEnvelope challenge,
        Evidence evidence,
        Optional<Recomputation> recomputation,
        List<SignedEnvelope> verdicts)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/dispute/v1";

    /** Largest accepted dispute file. */
    public static final int BYTES_MAX = 1024 * 1024;

    /** Copies the lists. */
    public DisputeProof {
        Objects.requireNonNull(epoch, "epoch");
        Objects.requireNonNull(challenge, "challenge");
        Objects.requireNonNull(evidence, "evidence");
        Objects.requireNonNull(recomputation, "recomputation");
        attestations = List.copyOf(attestations);
        verdicts = List.copyOf(verdicts);
    }

    /** Reads the canonical form. */
    public static DisputeProof of(JsonObject json) {
        json.require(TYPE, "epoch", "attestations", "challenge", "evidence", "recomputation", "verdicts");
        List<Recomputation> found =
                json.objects("recomputation").stream().map(Recomputation::of).toList();
        if (found.size() > 1) {
            throw new MalformedException(Rule.JSON_SHAPE, "recomputation: got " + found.size() + ", want at most 1");
        }
        return new DisputeProof(
                EpochRecord.of(json.object("epoch")),
                json.objects("attestations").stream().map(SignedEnvelope::of).toList(),
                SignedEnvelope.of(json.object("challenge")),
                Evidence.of(json.object("evidence")),
                found.stream().findFirst(),
                json.objects("verdicts").stream().map(SignedEnvelope::of).toList());
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("epoch", epoch.toJson())
                .put(
                        "attestations",
                        attestations.stream().map(SignedEnvelope::toJson).toList())
                .put("challenge", challenge.toJson())
                .put("evidence", evidence.toJson())
                .put(
                        "recomputation",
                        recomputation.stream().map(Recomputation::toJson).toList())
                .put("verdicts", verdicts.stream().map(SignedEnvelope::toJson).toList())
                .build();
    }
}
