// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.Challenge;
import io.tributary.protocol.record.ChallengeVerdict;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.record.Share;
import io.tributary.protocol.sign.SignedEnvelope;

/**
 * Checks against a policy that an attested record is wrong (spec/proof.md): the record is of the policy's network and attested by enough; the
 * challenge is signed by an organisation and brings the evidence; the evidence holds; and where Merkle proofs don't decide, enough organisations
 * say that one recomputation contradicts the record. Every byte of the file counts, as in {@link PayoutVerifier}.
 */
public final class DisputeVerifier {
    private final Policy policy;
    private final AttestedRecord attested;

    /** A verifier that trusts this policy alone. */
    public DisputeVerifier(Policy policy) {
        this.policy = policy;
        this.attested = new AttestedRecord(policy);
    }

    /** The verdict on the bytes of a dispute file; never throws on their content. */
    public Verdict verify(byte[] disputeBytes) {
        try {
            return verify(DisputeProof.of(CanonicalJson.parse(disputeBytes, DisputeProof.BYTES_MAX)));
        } catch (InvalidInputException e) {
            return Verdict.rejected("the file is no dispute: " + e.getMessage());
        }
    }

    private Verdict verify(DisputeProof dispute) {
        EpochRecord record = dispute.epoch();
        if (!record.network().equals(policy.network())) {
            return Verdict.rejected("record of network " + record.network() + ", policy of " + policy.network());
        }
        Verdict enough = attested.verify(record, dispute.attestations());
        if (!enough.valid()) {
            return enough;
        }
        Verdict challenged = verifyChallenge(dispute);
        if (!challenged.valid()) {
            return challenged;
        }
        Verdict held = EvidenceCheck.verify(dispute.evidence(), record);
        if (!held.valid()) {
            return Verdict.rejected("the evidence does not hold: " + held.reason());
        }
        return dispute.evidence().kind().structural() ? verifyAlone(dispute) : verifyRecomputed(dispute);
    }

    private Verdict verifyChallenge(DisputeProof dispute) {
        if (!attested.isSigned(dispute.challenge())) {
            return Verdict.rejected("the challenge's signature by "
                    + dispute.challenge().signer() + " does not verify under the policy's keys");
        }
        return Challenge.of(dispute.challenge().body()).brings(dispute.evidence())
                ? Verdict.accepted()
                : Verdict.rejected("the challenge is signed for another evidence");
    }

    private static Verdict verifyAlone(DisputeProof dispute) {
        return dispute.recomputation().isEmpty() && dispute.verdicts().isEmpty()
                ? Verdict.accepted()
                : Verdict.rejected("evidence of kind "
                        + dispute.evidence().kind().id() + " decides alone, want no recomputation and no verdicts");
    }

    private Verdict verifyRecomputed(DisputeProof dispute) {
        if (dispute.recomputation().isEmpty()) {
            return Verdict.rejected("no recomputation, which evidence of kind "
                    + dispute.evidence().kind().id() + " needs");
        }
        Recomputation found = dispute.recomputation().get();
        Verdict answer = EvidenceCheck.verifyAnswer(dispute.evidence(), found, dispute.epoch());
        if (!answer.valid()) {
            return answer;
        }
        return EvidenceCheck.upheld(dispute.evidence(), found)
                ? verifyVerdicts(dispute, found)
                : Verdict.rejected("the recomputation agrees with the record");
    }

    private Verdict verifyVerdicts(DisputeProof dispute, Recomputation found) {
        String previous = "";
        for (SignedEnvelope signed : dispute.verdicts()) {
            if (Share.BYTEWISE.compare(previous, signed.signer()) >= 0) {
                return Verdict.rejected("verdicts are not in ascending order of organisations");
            }
            previous = signed.signer();
            if (!attested.isSigned(signed)) {
                return Verdict.rejected(
                        "the verdict's signature by " + signed.signer() + " does not verify under the policy's keys");
            }
            ChallengeVerdict said = ChallengeVerdict.of(signed.body());
            ChallengeVerdict want = ChallengeVerdict.of(
                    dispute.evidence(), found, ChallengeVerdict.UPHELD, said.signer(), said.keyId(), said.sequence());
            if (!said.equals(want)) {
                return Verdict.rejected("the verdict of " + signed.signer() + " is another or on another challenge");
            }
        }
        return dispute.verdicts().size() >= policy.threshold()
                ? Verdict.accepted()
                : Verdict.rejected("upheld by " + dispute.verdicts().size() + " of " + policy.threshold()
                        + " required organisations");
    }
}
