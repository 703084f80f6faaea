// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.CompactRange;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.verify.Policy;
import java.util.Optional;
import java.util.stream.Collectors;

/** The transactions {@code finalise} and {@code open}, and where an epoch stands. */
final class Epochs {
    private static final StateKey LAST = StateKey.of("epoch-last");

    private Epochs() {}

    static JsonObject finalise(Context context) {
        context.requireMember();
        long epoch = context.epochArgument();
        Optional<JsonObject> before = findFinal(context, epoch);
        if (before.isPresent()) {
            return before.get();
        }
        JsonObject proposal = Proposals.require(context, epoch);
        Hash recordHash = proposal.hash("recordHash");
        long attested = Attestations.count(context, epoch, proposal);
        if (attested < context.policy().threshold()) {
            throw new ContractException(
                    ContractCode.ATTESTATIONS_MISSING,
                    "epoch " + epoch + " is attested by " + attested + " organisations, want "
                            + context.policy().threshold() + " on record " + recordHash);
        }
        EpochRecord record = EpochRecord.of(proposal.object("record"));
        Proposals.requireNotRefused(context, record);
        settle(context, record);
        context.state()
                .create(
                        Log.entryKey(recordHash),
                        context.stamped().put("entry", record.toJson()).build());
        long index = context.log().append(recordHash);
        CompactRange range = context.log().range();
        JsonObject written = context.stamped()
                .put("index", index)
                .put("logRoot", range.root())
                .put("logSize", range.size())
                .put("recordHash", recordHash)
                .build();
        context.state().create(finalKey(epoch), written);
        context.state().put(LAST, new LastEpoch(epoch, recordHash.hex(), record.windowEnd()).toJson());
        return written;
    }

    static JsonObject open(Context context) {
        context.requireMember();
        long epoch = context.epochArgument();
        JsonObject proposal = Proposals.require(context, epoch);
        Hash recordHash = proposal.hash("recordHash");
        JsonObject written = findFinal(context, epoch)
                .orElseThrow(() -> new ContractException(
                        ContractCode.EPOCH_STATE_WRONG,
                        "epoch " + epoch + " is not " + EpochState.FINAL + " yet; finalise it first"));
        if (Contests.isContested(context, recordHash)) {
            throw new ContractException(
                    ContractCode.EPOCH_STATE_WRONG, "epoch " + epoch + " was proven wrong, so its claims stay closed");
        }
        if (!isOpened(context, epoch)) {
            long opensAt = opensAt(context, epoch, written);
            long size = context.log().range().size();
            if (size < opensAt) {
                throw new ContractException(
                        ContractCode.CHALLENGE_WINDOW_OPEN,
                        "epoch " + epoch + " can be challenged until the log has " + opensAt + " entries, it has "
                                + size);
            }
            context.state()
                    .create(
                            payableKey(epoch),
                            terms(context, proposal.object("record"))
                                    .put("closed", false)
                                    .build());
        }
        return JsonObject.nested().put("epoch", epoch).build();
    }

    /** What claims go by: the record, and who may hand them in; both are final by now. */
    private static JsonObject.Builder terms(Context context, JsonObject record) {
        return context.stamped()
                .put(
                        "members",
                        context.policy().organisations().stream()
                                .map(Policy.Organisation::name)
                                .collect(Collectors.toList()))
                .put("record", record);
    }

    /** Ends the claims of an epoch that was proven wrong, if they were opened. */
    static void close(Context context, long epoch) {
        Optional<JsonObject> opened = findOpened(context, epoch);
        if (opened.isPresent()) {
            JsonObject record = opened.get().object("record");
            context.state()
                    .put(
                            payableKey(epoch),
                            terms(context, record).put("closed", true).build());
        }
    }

    private static void settle(Context context, EpochRecord record) {
        Deposits.spend(context, record);
        if (record.kind().equals(EpochRecord.ADJUSTMENT)) {
            Contests.supersede(context, record);
        }
    }

    /** The last final epoch, {@link LastEpoch#NONE} before the first. */
    static LastEpoch last(Context context) {
        return context.state().get(LAST).map(LastEpoch::of).orElse(LastEpoch.NONE);
    }

    static boolean isFinal(Context context, long epoch) {
        return findFinal(context, epoch).isPresent();
    }

    /** Whether its claims were opened, whatever happened since. */
    static boolean isOpened(Context context, long epoch) {
        return findOpened(context, epoch).isPresent();
    }

    /** What was written when its claims were opened: {@code record}, {@code members}, and whether they are closed again. */
    static Optional<JsonObject> findOpened(Context context, long epoch) {
        return context.state().get(payableKey(epoch));
    }

    /** What was written when the epoch became final. */
    static Optional<JsonObject> findFinal(Context context, long epoch) {
        return context.state().get(finalKey(epoch));
    }

    /** The log size from which on a final epoch's claims can be opened. */
    static long opensAt(Context context, long epoch, JsonObject written) {
        return Math.addExact(Math.addExact(written.integer("index"), 1), Parameters.challengeWindow(context, epoch));
    }

    /** Where a proposed epoch stands. */
    static EpochState state(Context context, long epoch) {
        JsonObject proposal = Proposals.require(context, epoch);
        Hash recordHash = proposal.hash("recordHash");
        if (Contests.isContested(context, recordHash)) {
            return Contests.supersededBy(context, recordHash).isPresent()
                    ? EpochState.SUPERSEDED
                    : EpochState.CONTESTED;
        }
        if (isOpened(context, epoch)) {
            return EpochState.PAYABLE;
        }
        if (isFinal(context, epoch)) {
            return EpochState.FINAL;
        }
        boolean attested =
                Attestations.count(context, epoch, proposal) >= context.policy().threshold();
        return attested ? EpochState.ATTESTED : EpochState.PROPOSED;
    }

    private static StateKey finalKey(long epoch) {
        return StateKey.of("epoch", StateKey.padded(epoch));
    }

    private static StateKey payableKey(long epoch) {
        return StateKey.of("epoch-payable", StateKey.padded(epoch));
    }
}
