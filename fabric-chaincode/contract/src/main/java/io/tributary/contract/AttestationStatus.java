// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.Objects;

/**
 * An attestation as the ledger holds it.
 *
 * @param signed the signed {@code attestation/v1}
 * @param transactionId the transaction that brought it
 * @param timestampMillis that transaction's claimed time, in milliseconds since 1970
 */
public record AttestationStatus(SignedEnvelope signed, String transactionId, long timestampMillis) {
    /** Requires every part. */
    public AttestationStatus {
        Objects.requireNonNull(signed, "signed");
        Objects.requireNonNull(transactionId, "transactionId");
    }

    static AttestationStatus ofStored(JsonObject json) {
        json.requireNested("stored attestation", "caller", "signed", "timestamp", "transactionId");
        return new AttestationStatus(
                SignedEnvelope.of(json.object("signed")), json.text("transactionId"), json.integer("timestamp"));
    }

    static AttestationStatus of(JsonObject json) {
        json.requireNested("attestation status", "signed", "timestamp", "transactionId");
        return new AttestationStatus(
                SignedEnvelope.of(json.object("signed")), json.text("transactionId"), json.integer("timestamp"));
    }

    /** What the organisation says. */
    public Attestation attestation() {
        return Attestation.of(signed.body());
    }

    /** Whether it counts for the proposed record. */
    public boolean counts() {
        return attestation().verdict().equals(Attestation.EQUAL);
    }

    JsonObject toJson() {
        return JsonObject.nested()
                .put("signed", signed.toJson())
                .put("timestamp", timestampMillis)
                .put("transactionId", transactionId)
                .build();
    }
}
