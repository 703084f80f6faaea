// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.MerkleProof;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Payout;

/**
 * Checks a payout proof against a policy (spec/proof.md): canonical form; leaf, record and policy of one network; leaf of the record's epoch,
 * unit and amount within what was paid; inclusion path at the record's own tree size; and signed attestations of exactly this record by at
 * least {@code threshold} organisations of the policy. Every byte of the file counts: one bad or foreign attestation refuses the whole file.
 */
public final class PayoutVerifier {
    private final Policy policy;

    /** A verifier that trusts this policy alone. */
    public PayoutVerifier(Policy policy) {
        this.policy = policy;
    }

    /** The verdict on the bytes of a proof file; never throws on their content. */
    public Verdict verify(byte[] proofBytes) {
        try {
            return verify(PayoutProof.of(CanonicalJson.parse(proofBytes, PayoutProof.BYTES_MAX)));
        } catch (InvalidInputException e) {
            return Verdict.rejected("the file is no proof: " + e.getMessage());
        }
    }

    private Verdict verify(PayoutProof proof) {
        Verdict bound = verifyBinding(proof.leaf(), proof.epoch());
        if (!bound.valid()) {
            return bound;
        }
        Verdict included = MerkleProof.verifyInclusion(
                proof.leaf().leafHash(),
                proof.index(),
                proof.epoch().payoutCount(),
                proof.path(),
                proof.epoch().payoutsRoot());
        return included.valid() ? new AttestedRecord(policy).verify(proof.epoch(), proof.attestations()) : included;
    }

    private Verdict verifyBinding(Payout leaf, EpochRecord epoch) {
        if (!epoch.network().equals(policy.network())) {
            return Verdict.rejected("record of network " + epoch.network() + ", policy of " + policy.network());
        }
        if (!leaf.network().equals(epoch.network()) || leaf.epoch() != epoch.epoch()) {
            return Verdict.rejected("leaf of epoch " + leaf.epoch() + " on " + leaf.network() + ", record of epoch "
                    + epoch.epoch() + " on " + epoch.network());
        }
        if (!leaf.unit().equals(epoch.unit()) || leaf.amount() > epoch.paidMicros()) {
            return Verdict.rejected("leaf of " + leaf.amount() + " micro-" + leaf.unit() + ", record paid "
                    + epoch.paidMicros() + " micro-" + epoch.unit());
        }
        return Verdict.accepted();
    }
}
