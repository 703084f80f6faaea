// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.verify.Policy;

/**
 * How many of an epoch's records each organisation proposed that too few others could attest. An organisation that proposes something wrong
 * in one round after the other, quicker than anybody else, would stop the epoch; so after some of these others have their turn. Counted in
 * networks in which organisations approve what one could use against the others; older ones keep the state that they had.
 */
final class DeadProposals {
    /** So many more than the organisation with the fewest: an honest proposer may meet a key that comes late, or an error of his own. */
    private static final long AHEAD_MAX = 3;

    private DeadProposals() {}

    /** Counts one more of an organisation's. */
    static void count(Context context, long epoch, String organisation) {
        if (Parameters.approvalsMinimum(context).isPresent()) {
            context.state()
                    .put(
                            key(epoch, organisation),
                            JsonObject.nested()
                                    .put("count", of(context, epoch, organisation) + 1)
                                    .build());
        }
    }

    /** Refuses a caller whose turn it is not. */
    static void requireWelcome(Context context, long epoch) {
        long own = of(context, epoch, context.caller());
        long fewest = context.policy().organisations().stream()
                .map(Policy.Organisation::name)
                .mapToLong(organisation -> of(context, epoch, organisation))
                .min()
                .orElse(own);
        if (own - fewest >= AHEAD_MAX) {
            throw new ContractException(
                    ContractCode.PROPOSER_TIRED,
                    own + " records that " + context.caller() + " proposed for epoch " + epoch
                            + " could not be attested by enough; let another organisation propose one");
        }
    }

    private static long of(Context context, long epoch, String organisation) {
        return context.state()
                .get(key(epoch, organisation))
                .map(stored -> stored.integer("count"))
                .orElse(0L);
    }

    private static StateKey key(long epoch, String organisation) {
        return StateKey.of("proposals-dead", StateKey.padded(epoch), organisation);
    }
}
