// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.protocol.verify.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The transaction {@code attest}: one organisation's signed word on an epoch. Each has a key of its own, and whether
 * an epoch is attested is read off these keys, so organisations never wait for one another.
 */
final class Attestations {
    private Attestations() {}

    static JsonObject attest(Context context) {
        VerifyingKey attestationKey = context.requireMember();
        SignedEnvelope signed =
                SignedEnvelope.of(context.argument("attestation").object("attestation"));
        Attestation attestation = Attestation.of(signed.body());
        requireAuthor(context, attestationKey, signed);
        Optional<SignedEnvelope> earlier = find(context, attestation.epoch(), context.caller());
        if (earlier.isPresent()) {
            return requireSame(attestation, earlier.get());
        }
        JsonObject proposal = Proposals.require(context, attestation.epoch());
        if (Epochs.isFinal(context, attestation.epoch())) {
            throw new ContractException(
                    ContractCode.EPOCH_STATE_WRONG, "epoch " + attestation.epoch() + " is final, so attested enough");
        }
        boolean equal = attestation.recordHash().equals(proposal.hash("recordHash"));
        String verdict = equal ? Attestation.EQUAL : Attestation.DIFFERENT;
        if (!attestation.verdict().equals(verdict)) {
            throw new ContractException(
                    ContractCode.ATTESTATION_VERDICT_WRONG,
                    "verdict is " + attestation.verdict() + " on record " + attestation.recordHash() + ", want "
                            + verdict + " as " + proposal.hash("recordHash") + " is proposed");
        }
        takeSequence(context, attestation);
        context.state()
                .create(
                        key(attestation.epoch(), context.caller()),
                        context.stamped().put("signed", signed.toJson()).build());
        return answer(attestation);
    }

    /** The attestations of an epoch by organisation, ascending; each signature is checked again. */
    static List<AttestationStatus> all(Context context, long epoch) {
        Policy policy = context.policy();
        List<AttestationStatus> found = new ArrayList<>();
        policy.organisations().stream()
                .map(Policy.Organisation::name)
                .sorted()
                .forEach(organisation -> context.state()
                        .get(key(epoch, organisation))
                        .map(AttestationStatus::ofStored)
                        .filter(status -> status.signed()
                                .verifiedBy(policy.key(organisation).orElseThrow()))
                        .ifPresent(found::add));
        return List.copyOf(found);
    }

    /** How many organisations attested this record. */
    static long count(Context context, long epoch, Hash recordHash) {
        return all(context, epoch).stream()
                .filter(status -> status.attestation().recordHash().equals(recordHash))
                .count();
    }

    private static Optional<SignedEnvelope> find(Context context, long epoch, String organisation) {
        return context.state().get(key(epoch, organisation)).map(stored -> SignedEnvelope.of(stored.object("signed")));
    }

    private static void requireAuthor(Context context, VerifyingKey attestationKey, SignedEnvelope signed) {
        context.requireNetwork("the attestation", signed.network());
        if (!signed.signer().equals(context.caller())) {
            throw new ContractException(
                    ContractCode.ATTESTATION_FOREIGN,
                    "signed in the name of " + signed.signer() + ", submitted by " + context.caller());
        }
        if (!signed.verifiedBy(attestationKey)) {
            throw new ContractException(
                    ContractCode.ATTESTATION_FORGED,
                    "the signature is not by key " + attestationKey.keyId() + " of " + context.caller());
        }
    }

    private static JsonObject requireSame(Attestation attestation, SignedEnvelope earlier) {
        Attestation stored = Attestation.of(earlier.body());
        if (!stored.recordHash().equals(attestation.recordHash())) {
            throw new ContractException(
                    ContractCode.ATTESTATION_CONFLICT,
                    attestation.signer() + " attested record " + stored.recordHash() + " of epoch "
                            + attestation.epoch() + " before, got " + attestation.recordHash());
        }
        return answer(stored);
    }

    private static void takeSequence(Context context, Attestation attestation) {
        StateKey key =
                StateKey.of("attestation-sequence", attestation.signer(), StateKey.padded(attestation.sequence()));
        if (context.state().has(key)) {
            throw new ContractException(
                    ContractCode.ATTESTATION_REPLAYED,
                    "sequence " + attestation.sequence() + " of " + attestation.signer() + " was used before");
        }
        context.state()
                .create(
                        key,
                        JsonObject.nested().put("epoch", attestation.epoch()).build());
    }

    private static JsonObject answer(Attestation attestation) {
        return JsonObject.nested()
                .put("counts", attestation.verdict().equals(Attestation.EQUAL))
                .put("epoch", attestation.epoch())
                .put("recordHash", attestation.recordHash())
                .build();
    }

    private static StateKey key(long epoch, String organisation) {
        return StateKey.of("attestation", StateKey.padded(epoch), organisation);
    }
}
