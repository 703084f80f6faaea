// SPDX-License-Identifier: Apache-2.0
package io.tributary.chaincode;

import io.tributary.contract.StateKey;
import java.util.Optional;
import org.hyperledger.fabric.shim.ext.sbe.StateBasedEndorsement;
import org.hyperledger.fabric.shim.ext.sbe.impl.StateBasedEndorsementFactory;

/**
 * Whose peer must endorse a change of a key once it is there. An organisation's attestations, verdicts and approvals, and the sequences
 * they used, are its own: however many other peers agree, they cannot write them anew. The first write follows the
 * chaincode's policy; what stops a false first word is the organisation's signature inside it.
 */
final class KeyOwner {
    static final String ATTESTATION = "attestation";
    static final String VERDICT = "verdict";
    static final String APPROVAL = "approval";
    static final String SEQUENCE = "sequence";

    private KeyOwner() {}

    /** The organisation that a key belongs to, nothing if to all. */
    static Optional<String> of(StateKey key) {
        switch (key.kind()) {
            case ATTESTATION:
            case VERDICT:
                return Optional.of(key.attributes().get(2));
            case APPROVAL:
                return Optional.of(key.attributes().get(1));
            case SEQUENCE:
                return Optional.of(key.attributes().get(0));
            default:
                return Optional.empty();
        }
    }

    /** The key-level endorsement policy: one peer of this organisation. */
    static byte[] policy(String organisation) {
        StateBasedEndorsement policy =
                StateBasedEndorsementFactory.getInstance().newStateBasedEndorsement(null);
        policy.addOrgs(StateBasedEndorsement.RoleType.RoleTypePeer, organisation);
        return policy.policy();
    }
}
