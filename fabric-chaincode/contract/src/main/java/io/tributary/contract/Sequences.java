// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.sign.SignedEnvelope;

/** The sequences that organisations have used: one space for attestations, challenges, verdicts and approvals. */
final class Sequences {
    private Sequences() {}

    /** Uses up the sequence of what an organisation signed. */
    static void take(Context context, SignedEnvelope signed, long epoch) {
        StateKey key = StateKey.of("sequence", signed.signer(), StateKey.padded(signed.sequence()));
        if (context.state().has(key)) {
            throw new ContractException(
                    ContractCode.ATTESTATION_REPLAYED,
                    "sequence " + signed.sequence() + " of " + signed.signer() + " was used before");
        }
        context.state().create(key, JsonObject.nested().put("epoch", epoch).build());
    }
}
