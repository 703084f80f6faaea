// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.ChallengeVerdict;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.Objects;

/**
 * An organisation's verdict on a challenge as the ledger holds it.
 *
 * @param signed the signed {@code verdict/v1}
 * @param transactionId the transaction that brought it
 * @param timestampMillis that transaction's claimed time, in milliseconds since 1970
 */
public record VerdictStatus(SignedEnvelope signed, String transactionId, long timestampMillis) {
    /** Requires every part. */
    public VerdictStatus {
        Objects.requireNonNull(signed, "signed");
        Objects.requireNonNull(transactionId, "transactionId");
    }

    static VerdictStatus ofStored(JsonObject json) {
        json.requireNested("stored verdict", "caller", "signed", "timestamp", "transactionId");
        return read(json);
    }

    static VerdictStatus of(JsonObject json) {
        json.requireNested("verdict status", "signed", "timestamp", "transactionId");
        return read(json);
    }

    private static VerdictStatus read(JsonObject json) {
        return new VerdictStatus(
                SignedEnvelope.of(json.object("signed")), json.text("transactionId"), json.integer("timestamp"));
    }

    /** What the organisation says. */
    public ChallengeVerdict verdict() {
        return ChallengeVerdict.of(signed.body());
    }

    /** Whether it upholds the challenge. */
    public boolean upholds() {
        return verdict().verdict().equals(ChallengeVerdict.UPHELD);
    }

    JsonObject toJson() {
        return JsonObject.nested()
                .put("signed", signed.toJson())
                .put("timestamp", timestampMillis)
                .put("transactionId", transactionId)
                .build();
    }
}
