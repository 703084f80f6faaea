// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ContestEntry;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import java.util.Optional;

/**
 * Epochs that were proven wrong, and the adjustments that take their place. Both are kept under the record's hash, which
 * is how an adjustment names what it adjusts.
 */
final class Contests {
    private Contests() {}

    /** Makes an epoch contested by a proven challenge; its entry is appended to the log. */
    static void contest(Context context, ContestEntry entry) {
        Hash leafHash = entry.leafHash();
        context.state()
                .create(
                        Log.entryKey(leafHash),
                        context.stamped().put("entry", entry.toJson()).build());
        context.log().append(leafHash);
        context.state()
                .create(
                        contestedKey(entry.recordHash()),
                        JsonObject.nested()
                                .put("epoch", entry.epoch())
                                .put("evidenceHash", entry.evidenceHash())
                                .build());
        Epochs.close(context, entry.epoch());
    }

    static boolean isContested(Context context, Hash recordHash) {
        return context.state().has(contestedKey(recordHash));
    }

    /** Whether the challenge with this evidence made the epoch contested. */
    static boolean isContestedBy(Context context, Hash recordHash, Hash evidenceHash) {
        return context.state()
                .get(contestedKey(recordHash))
                .filter(contested -> contested.hash("evidenceHash").equals(evidenceHash))
                .isPresent();
    }

    /** Hash of the record that took the place of this one. */
    static Optional<Hash> supersededBy(Context context, Hash recordHash) {
        return context.state().get(supersededKey(recordHash)).map(stored -> stored.hash("recordHash"));
    }

    /** The record that an adjustment adjusts: of a contested epoch in whose place nothing stands yet. */
    static EpochRecord requireAdjusted(Context context, EpochRecord adjustment) {
        Hash adjusts = Hash.ofHex(adjustment.adjusts());
        Optional<JsonObject> contested = context.state().get(contestedKey(adjusts));
        if (contested.isEmpty() || context.state().has(supersededKey(adjusts))) {
            throw new ContractException(
                    ContractCode.ADJUSTMENT_UNFOUNDED,
                    "epoch " + adjustment.epoch() + " adjusts " + adjusts + ", which is not " + EpochState.CONTESTED);
        }
        return Proposals.record(context, contested.get().integer("epoch"));
    }

    /** The record that an adjustment adjusts, whatever became of it since. */
    static EpochRecord adjusted(Context context, EpochRecord adjustment) {
        JsonObject contested = context.state()
                .get(contestedKey(Hash.ofHex(adjustment.adjusts())))
                .orElseThrow();
        return Proposals.record(context, contested.integer("epoch"));
    }

    /** The regular epoch that a record is, or that it adjusts in the end. */
    static long regularEpoch(Context context, EpochRecord record) {
        EpochRecord at = record;
        while (at.kind().equals(EpochRecord.ADJUSTMENT)) {
            at = adjusted(context, at);
        }
        return at.epoch();
    }

    /** Puts a final adjustment in the place of what it adjusts. */
    static void supersede(Context context, EpochRecord adjustment) {
        EpochRecord adjusted = requireAdjusted(context, adjustment);
        context.state()
                .create(
                        supersededKey(adjusted.leafHash()),
                        JsonObject.nested()
                                .put("epoch", adjustment.epoch())
                                .put("recordHash", adjustment.leafHash())
                                .build());
        if (!Epochs.isOpened(context, adjusted.epoch())) {
            Deposits.giveBack(context, adjusted, adjustment);
        }
    }

    private static StateKey contestedKey(Hash recordHash) {
        return StateKey.of("contested", recordHash);
    }

    private static StateKey supersededKey(Hash recordHash) {
        return StateKey.of("superseded", recordHash);
    }
}
