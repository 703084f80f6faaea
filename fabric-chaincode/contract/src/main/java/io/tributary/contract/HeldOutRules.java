// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.HeldOutEntry;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the log accepts about held-out sets: one for each version, large enough, and committed before the version's batches are anchored.
 * Networks that were made without {@link Parameters#HELD_OUT_MINIMUM} go on with one set for all versions of a Datanet, and nothing is
 * written for them, so that their journals replay to the same state.
 */
final class HeldOutRules {
    private HeldOutRules() {}

    static void admit(Context context, HeldOutEntry entry) {
        String what = "held-out set of " + entry.datanet() + " version " + entry.version();
        DatanetRules.requireDatanet(context, entry.datanet());
        DatanetRules.requireOwnerByParameter(context, entry.datanet(), "the held-out set");
        DatanetRules.requireNextVersion(context, entry.datanet(), entry.version());
        if (Parameters.heldOutMinimum(context).isEmpty()) {
            throw new ContractException(
                    ContractCode.HELD_OUT_SMALL,
                    what + ": the network has no parameter " + Parameters.HELD_OUT_MINIMUM
                            + ", so all versions have the Datanet's set; append the parameter first");
        }
        requireLarge(context, what, entry.count());
        if (context.state().has(setKey(entry.datanet(), entry.version()))
                || (entry.version() == 1 && !ofDatanet(context, entry.datanet()).equals(Hash.empty()))) {
            throw new ContractException(ContractCode.HELD_OUT_CONFLICT, what + " is committed already");
        }
        if (context.state().has(anchoredKey(entry.datanet(), entry.version()))) {
            throw new ContractException(
                    ContractCode.HELD_OUT_LATE, what + " comes too late: batches are anchored for that version");
        }
        context.state()
                .create(
                        setKey(entry.datanet(), entry.version()),
                        JsonObject.nested().put("root", entry.root()).build());
    }

    /** Refuses a set of too few items; none at all is no set. */
    static void requireLarge(Context context, String what, long count) {
        OptionalLong minimum = Parameters.heldOutMinimum(context);
        if (count > 0 && minimum.isPresent() && count < minimum.getAsLong()) {
            throw new ContractException(
                    ContractCode.HELD_OUT_SMALL,
                    what + " has " + count + " items, want " + minimum.getAsLong() + " or more");
        }
    }

    /** Remembers that submissions for a version are closing. */
    static void anchored(Context context, BatchesEntry entry) {
        StateKey key = anchoredKey(entry.datanet(), entry.version());
        if (Parameters.heldOutMinimum(context).isPresent() && !context.state().has(key)) {
            context.state()
                    .create(
                            key,
                            JsonObject.nested().put("version", entry.version()).build());
        }
    }

    /** The root of the set that judges a version's rows. */
    static Hash root(Context context, String datanet, long version) {
        Hash shared = ofDatanet(context, datanet);
        Optional<Hash> own = context.state().get(setKey(datanet, version)).map(stored -> stored.hash("root"));
        if (own.isPresent()) {
            return own.get();
        }
        boolean ofOneForAll = Parameters.heldOutMinimum(context).isEmpty();
        if (ofOneForAll || (version == 1 && !shared.equals(Hash.empty()))) {
            return shared;
        }
        throw new ContractException(
                ContractCode.HELD_OUT_MISSING,
                "version " + version + " of " + datanet
                        + " has no held-out set of its own, so no model is trained on it");
    }

    private static Hash ofDatanet(Context context, String datanet) {
        return DatanetRules.requireDatanet(context, datanet).hash("heldOutRoot");
    }

    private static StateKey setKey(String datanet, long version) {
        return StateKey.of("heldout-set", datanet, StateKey.padded(version));
    }

    private static StateKey anchoredKey(String datanet, long version) {
        return StateKey.of("version-anchored", datanet, StateKey.padded(version));
    }
}
