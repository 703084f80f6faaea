// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Share;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import java.util.List;
import java.util.Optional;

/** Checks that enough organisations of a policy attested one record. Every attestation counts: one bad or foreign refuses all. */
final class AttestedRecord {
    private final Policy policy;

    AttestedRecord(Policy policy) {
        this.policy = policy;
    }

    Verdict verify(EpochRecord record, List<SignedEnvelope> attestations) {
        Hash recordHash = record.leafHash();
        String previous = "";
        int attested = 0;
        for (SignedEnvelope signed : attestations) {
            if (Share.BYTEWISE.compare(previous, signed.signer()) >= 0) {
                return Verdict.rejected("attestations are not in ascending order of organisations");
            }
            previous = signed.signer();
            if (!isSigned(signed)) {
                return Verdict.rejected("attested by " + attested + " of " + policy.threshold()
                        + " required organisations; the signature of " + signed.signer()
                        + " does not verify under the policy's keys");
            }
            Attestation attestation = Attestation.of(signed.body());
            boolean counts = attestation.network().equals(policy.network())
                    && attestation.epoch() == record.epoch()
                    && attestation.recordHash().equals(recordHash)
                    && attestation.verdict().equals(Attestation.EQUAL);
            if (!counts) {
                return Verdict.rejected("the attestation of " + signed.signer() + " is for another record");
            }
            attested++;
        }
        return attested >= policy.threshold()
                ? Verdict.accepted()
                : Verdict.rejected("attested by " + attested + " of " + policy.threshold() + " required organisations");
    }

    /** Whether an organisation of the policy signed it. */
    boolean isSigned(SignedEnvelope signed) {
        Optional<VerifyingKey> key = policy.key(signed.signer());
        return key.isPresent() && signed.verifiedBy(key.get());
    }
}
