// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.ChallengeVerdict;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.verify.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What an organisation signed, as the ledger holds it: its attestation of an epoch, its verdict on a challenge, its approval of an entry.
 *
 * @param signed the signed {@code attestation/v1}, {@code verdict/v1} or {@code approval/v1}
 * @param transactionId the transaction that brought it
 * @param timestampMillis that transaction's claimed time, in milliseconds since 1970
 */
public record SignedWord(SignedEnvelope signed, String transactionId, long timestampMillis) {
    /** Requires every part. */
    public SignedWord {
        Objects.requireNonNull(signed, "signed");
        Objects.requireNonNull(transactionId, "transactionId");
    }

    static SignedWord of(JsonObject json) {
        json.requireNested("signed word", "signed", "timestamp", "transactionId");
        return read(json);
    }

    static SignedWord ofStored(JsonObject json) {
        json.requireNested("stored word", "caller", "signed", "timestamp", "transactionId");
        return read(json);
    }

    private static SignedWord read(JsonObject json) {
        return new SignedWord(
                SignedEnvelope.of(json.object("signed")), json.text("transactionId"), json.integer("timestamp"));
    }

    /**
     * Those of the network's organisations, ascending; each signature is checked again, as organisations that collude could
     * write under the key of another.
     *
     * @param key where an organisation's word stands
     */
    static List<SignedWord> all(Context context, Function<String, StateKey> key) {
        Policy policy = context.policy();
        List<SignedWord> found = new ArrayList<>();
        policy.organisations().stream()
                .map(Policy.Organisation::name)
                .sorted()
                .forEach(organisation -> context.state()
                        .get(key.apply(organisation))
                        .map(SignedWord::ofStored)
                        .filter(word -> word.signed()
                                .verifiedBy(policy.key(organisation).orElseThrow()))
                        .ifPresent(found::add));
        return List.copyOf(found);
    }

    /** What the organisation says of an epoch; for one among an epoch's attestations. */
    public Attestation attestation() {
        return Attestation.of(signed.body());
    }

    /** Whether an attestation counts for the proposed record. */
    public boolean counts() {
        return attestation().verdict().equals(Attestation.EQUAL);
    }

    /** What the organisation says of a challenge; for one among a challenge's verdicts. */
    public ChallengeVerdict verdict() {
        return ChallengeVerdict.of(signed.body());
    }

    /** Whether a verdict upholds its challenge. */
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
