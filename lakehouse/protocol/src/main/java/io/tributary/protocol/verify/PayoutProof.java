// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.List;
import java.util.Objects;

/**
 * {@code tributary/proof/v1}: one file that binds a payout to the attestations of its epoch. It brings no keys; the tree size is the
 * {@code payoutCount} of the attested record.
 *
 * @param leaf the payout
 * @param index its place among the epoch's payouts
 * @param path inclusion path to the record's {@code payoutsRoot}, lowest sibling first
 * @param epoch the epoch record
 * @param attestations signed {@link io.tributary.protocol.record.Attestation}s of that record, by organisation ascending
 */
public record PayoutProof(
        Payout leaf, long index, List<Hash> path, EpochRecord epoch, List<SignedEnvelope> attestations)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/proof/v1";

    /** Largest accepted proof file. */
    public static final int BYTES_MAX = 64 * 1024;

    /** Copies the lists. */
    public PayoutProof {
        Objects.requireNonNull(leaf, "leaf");
        Objects.requireNonNull(epoch, "epoch");
        path = List.copyOf(path);
        attestations = List.copyOf(attestations);
    }

    /** Reads the canonical form. */
    public static PayoutProof of(JsonObject json) {
        json.require(TYPE, "leaf", "index", "path", "epoch", "attestations");
        return new PayoutProof(
                Payout.of(json.object("leaf")),
                json.integer("index"),
                json.hashes("path"),
                EpochRecord.of(json.object("epoch")),
                json.objects("attestations").stream().map(SignedEnvelope::of).toList());
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("leaf", leaf.toJson())
                .put("index", index)
                .put("path", path)
                .put("epoch", epoch.toJson())
                .put(
                        "attestations",
                        attestations.stream().map(SignedEnvelope::toJson).toList())
                .build();
    }
}
