// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.protocol.verify.Policy;
import java.util.List;
import java.util.Optional;

/**
 * The transaction {@code attest}: one organisation's signed word on an epoch. Each has a key of its own in each
 * round of proposals, and whether an epoch is attested is read off these keys, so organisations never wait for one another.
 */
final class Attestations {
    private Attestations() {}

    static JsonObject attest(Context context) {
        VerifyingKey attestationKey = context.requireMember();
        SignedEnvelope signed =
                SignedEnvelope.of(context.argument("attestation").object("attestation"));
        Attestation attestation = Attestation.of(signed.body());
        context.requireAuthor(
                "the attestation",
                signed,
                attestationKey,
                ContractCode.ATTESTATION_FOREIGN,
                ContractCode.ATTESTATION_FORGED);
        JsonObject proposal = Proposals.require(context, attestation.epoch());
        StateKey key = key(attestation.epoch(), proposal.integer("round"), context.caller());
        Optional<SignedEnvelope> earlier =
                context.state().get(key).map(stored -> SignedEnvelope.of(stored.object("signed")));
        if (earlier.isPresent()) {
            return requireSame(attestation, earlier.get());
        }
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
        Sequences.take(context, signed, attestation.epoch());
        context.state()
                .create(key, context.stamped().put("signed", signed.toJson()).build());
        return answer(attestation);
    }

    /** The attestations of an epoch's round by organisation, ascending; each signature is checked again. */
    static List<SignedWord> all(Context context, long epoch, long round) {
        return SignedWord.all(context, organisation -> key(epoch, round, organisation));
    }

    /** How many organisations attested the record of a proposal. */
    static long count(Context context, long epoch, JsonObject proposal) {
        return count(all(context, epoch, proposal.integer("round")), proposal.hash("recordHash"));
    }

    private static long count(List<SignedWord> attestations, Hash recordHash) {
        return attestations.stream()
                .filter(word -> word.attestation().recordHash().equals(recordHash))
                .count();
    }

    /** Whether a proposal can still be attested by enough, if every organisation that has said nothing yet agrees. */
    static boolean isReachable(Context context, long epoch, JsonObject proposal) {
        List<SignedWord> said = all(context, epoch, proposal.integer("round"));
        Policy policy = context.policy();
        long silent = policy.organisations().size() - said.size();
        return count(said, proposal.hash("recordHash")) + silent >= policy.threshold();
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

    private static JsonObject answer(Attestation attestation) {
        return JsonObject.nested()
                .put("counts", attestation.verdict().equals(Attestation.EQUAL))
                .put("epoch", attestation.epoch())
                .put("recordHash", attestation.recordHash())
                .build();
    }

    private static StateKey key(long epoch, long round, String organisation) {
        return StateKey.of("attestation", StateKey.padded(epoch), StateKey.padded(round), organisation);
    }
}
