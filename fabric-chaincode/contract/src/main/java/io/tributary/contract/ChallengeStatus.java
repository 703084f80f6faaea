// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Challenge;
import io.tributary.protocol.record.EvidenceKind;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A challenge as the ledger holds it: hashes and signatures, nothing of the evidence itself.
 *
 * @param signed the signed {@code challenge/v1}
 * @param state whether the epoch is contested by it
 * @param verdicts by organisation, ascending; none for a kind that Merkle proofs decide
 * @param transactionId the transaction that brought it
 * @param timestampMillis that transaction's claimed time, in milliseconds since 1970
 */
public record ChallengeStatus(
        SignedEnvelope signed,
        ChallengeState state,
        List<SignedWord> verdicts,
        String transactionId,
        long timestampMillis) {
    /** Copies the list. */
    public ChallengeStatus {
        Objects.requireNonNull(signed, "signed");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(transactionId, "transactionId");
        verdicts = List.copyOf(verdicts);
    }

    /** Reads {@link #toJson}. */
    public static ChallengeStatus of(JsonObject json) {
        json.requireNested("challenge status", "signed", "state", "timestamp", "transactionId", "verdicts");
        return new ChallengeStatus(
                SignedEnvelope.of(json.object("signed")),
                ChallengeState.of(json.text("state")),
                json.objects("verdicts").stream().map(SignedWord::of).collect(Collectors.toList()),
                json.text("transactionId"),
                json.integer("timestamp"));
    }

    /** What the challenger says. */
    public Challenge challenge() {
        return Challenge.of(signed.body());
    }

    /** What is said to be wrong. */
    public EvidenceKind kind() {
        return challenge().kind();
    }

    /** Leaf hash of the evidence, which names the challenge. */
    public Hash evidenceHash() {
        return challenge().evidenceHash();
    }

    /** The organisation that challenged. */
    public String challenger() {
        return signed.signer();
    }

    /** The signed verdicts that uphold it with one recomputation, by organisation ascending: what a dispute file takes. */
    public List<SignedEnvelope> upheldVerdicts(Hash foundHash) {
        return verdicts.stream()
                .filter(SignedWord::upholds)
                .filter(word -> word.verdict().foundHash().equals(foundHash))
                .map(SignedWord::signed)
                .collect(Collectors.toUnmodifiableList());
    }

    /** The canonical form. */
    public JsonObject toJson() {
        return JsonObject.nested()
                .put("signed", signed.toJson())
                .put("state", state.id())
                .put("timestamp", timestampMillis)
                .put("transactionId", transactionId)
                .put("verdicts", verdicts.stream().map(SignedWord::toJson).collect(Collectors.toList()))
                .build();
    }
}
