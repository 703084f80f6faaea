// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.EpochRecord;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The transaction {@code propose}: an epoch's record, checked against everything that the ledger can know about it. */
final class Proposals {
    private Proposals() {}

    static JsonObject propose(Context context) {
        context.requireMember();
        JsonObject json = context.argument("record").object("record");
        requireConserved(json);
        EpochRecord record = EpochRecord.of(json);
        context.requireNetwork("the record of epoch " + record.epoch(), record.network());
        Optional<JsonObject> standing = find(context, record.epoch());
        if (standing.isPresent() && standing.get().hash("recordHash").equals(record.leafHash())) {
            return answer(standing.get(), record);
        }
        long round = standing.isEmpty() ? 0 : replace(context, standing.get(), record);
        requireSuccessor(context, record);
        requireSizes(record);
        requireModels(context, record);
        Deposits.reserve(context, record);
        JsonObject proposal = context.stamped()
                .put("record", record.toJson())
                .put("recordHash", record.leafHash())
                .put("round", round)
                .build();
        context.state().put(key(record.epoch()), proposal);
        return answer(proposal, record);
    }

    /** What is stored of an epoch's proposal: {@code record}, {@code recordHash}, {@code round} and the submitter's stamp. */
    static Optional<JsonObject> find(Context context, long epoch) {
        return context.state().get(key(epoch));
    }

    /** The proposal of an epoch that must have one. */
    static JsonObject require(Context context, long epoch) {
        return find(context, epoch)
                .orElseThrow(() ->
                        new ContractException(ContractCode.EPOCH_UNKNOWN, "no record is proposed for epoch " + epoch));
    }

    /** The record that is proposed for an epoch. */
    static EpochRecord record(Context context, long epoch) {
        return EpochRecord.of(require(context, epoch).object("record"));
    }

    /**
     * Takes back a proposal that can no longer be attested by enough, or pays for a model that was refused since; returns the round of the
     * one that replaces it.
     */
    private static long replace(Context context, JsonObject standing, EpochRecord record) {
        long round = standing.integer("round") + 1;
        boolean dead = !Attestations.isReachable(context, record.epoch(), standing);
        boolean replaceable = !Epochs.isFinal(context, record.epoch())
                && round < Attestation.ROUNDS_MAX
                && (dead
                        || refusedModel(context, EpochRecord.of(standing.object("record")))
                                .isPresent());
        if (!replaceable) {
            throw new ContractException(
                    ContractCode.EPOCH_CONFLICT,
                    "epoch " + record.epoch() + " has record " + standing.hash("recordHash") + ", got "
                            + record.leafHash());
        }
        if (dead) {
            DeadProposals.count(context, record.epoch(), standing.text("caller"));
        }
        DeadProposals.requireWelcome(context, record.epoch());
        Deposits.release(context, EpochRecord.of(standing.object("record")));
        return round;
    }

    /** Checked before the record's own form is, so that money that does not add up has a code of its own. */
    private static void requireConserved(JsonObject json) {
        BigInteger pool = json.bigInteger("pool");
        BigInteger shared = json.bigInteger("paid").add(json.bigInteger("undistributed"));
        if (!shared.equals(pool)) {
            throw new ContractException(
                    ContractCode.EPOCH_SUM_WRONG, "paid + undistributed is " + shared + ", want the pool " + pool);
        }
        BigInteger taken = BigInteger.ZERO;
        for (JsonObject deposit : json.objects("deposits")) {
            taken = taken.add(deposit.bigInteger("amount"));
        }
        if (!taken.equals(pool)) {
            throw new ContractException(
                    ContractCode.EPOCH_SUM_WRONG, "deposits give " + taken + ", want the pool " + pool);
        }
    }

    private static void requireSuccessor(Context context, EpochRecord record) {
        LastEpoch last = Epochs.last(context);
        if (record.epoch() != last.epoch() + 1) {
            throw new ContractException(
                    ContractCode.EPOCH_NUMBER_WRONG,
                    "epoch " + record.epoch() + ", want " + (last.epoch() + 1) + " after the last final one");
        }
        boolean regular = record.kind().equals(EpochRecord.REGULAR);
        if (!regular) {
            Contests.requireAdjusted(context, record);
        }
        if (!record.prevEpochHash().equals(last.recordHash())) {
            throw new ContractException(
                    ContractCode.EPOCH_CHAIN_BROKEN,
                    "prevEpochHash is '" + record.prevEpochHash() + "', want '" + last.recordHash() + "'");
        }
        boolean contiguous = last.epoch() == 0 || record.windowStart() == last.windowEndMillis();
        boolean empty = record.windowEnd() == record.windowStart();
        if (!contiguous || empty == regular) {
            String start = last.epoch() == 0 ? "any start" : "start " + last.windowEndMillis();
            throw new ContractException(
                    ContractCode.EPOCH_WINDOW_WRONG,
                    "window is [" + record.windowStart() + ", " + record.windowEnd() + "), want " + start
                            + (regular ? " and a later end" : " and the same end"));
        }
    }

    private static void requireSizes(EpochRecord record) {
        requireSize(
                (record.receiptCount() == 0) == record.receiptsRoot().equals(Hash.empty()),
                record.receiptCount() + " receipts with root " + record.receiptsRoot());
        requireSize(
                (record.shareCount() == 0) == record.sharesRoot().equals(Hash.empty()),
                record.shareCount() + " shares with root " + record.sharesRoot());
        requireSize(
                (record.payoutCount() == 0) == record.payoutsRoot().equals(Hash.empty()),
                record.payoutCount() + " payouts with root " + record.payoutsRoot());
        requireSize(
                (record.payoutCount() == 0) == (record.paidMicros() == 0),
                record.payoutCount() + " payouts of " + record.paidMicros() + " micro-units");
        requireSize(
                record.payoutCount() <= record.paidMicros(),
                record.payoutCount() + " payouts of at least one of " + record.paidMicros() + " micro-units");
        if (record.poolMicros() > 0) {
            requireSize(!record.receiptsRoot().equals(Hash.empty()), "a pool without receipts");
            requireSize(!record.sharesRoot().equals(Hash.empty()), "a pool without shares");
            requireSize(!record.modelHashes().isEmpty(), "a pool without a model");
        }
    }

    private static void requireSize(boolean valid, String found) {
        if (!valid) {
            throw new ContractException(ContractCode.EPOCH_SIZE_WRONG, found + " cannot be");
        }
    }

    private static void requireModels(Context context, EpochRecord record) {
        requireNotRefused(context, record);
        long computedAs = Contests.regularEpoch(context, record);
        TreeSet<Hash> datasetRoots = new TreeSet<>();
        for (Hash modelHash : record.modelHashes()) {
            JsonObject model = ModelRules.requireModel(context, modelHash);
            if (!model.flag("gatePassed")) {
                throw new ContractException(
                        ContractCode.MODEL_GATED,
                        "model " + model.text("modelId")
                                + " did not pass its evaluation floor, so no epoch pays for it");
            }
            requireMethod(context, record, computedAs, model.text("method"));
            datasetRoots.addAll(model.hashes("datasetRoots"));
        }
        if (!record.datasetRoots().equals(List.copyOf(datasetRoots))) {
            throw new ContractException(
                    ContractCode.EPOCH_DATASETS_WRONG,
                    "dataset roots are " + record.datasetRoots() + ", want those of its models " + datasetRoots);
        }
    }

    /** Refuses a record that pays for a model which organisations could not train again. */
    static void requireNotRefused(Context context, EpochRecord record) {
        refusedModel(context, record).ifPresent(model -> {
            throw new ContractException(
                    ContractCode.MODEL_REFUSED,
                    "model entry " + model + " is refused, so epoch " + record.epoch()
                            + " pays for none of its answers");
        });
    }

    private static Optional<Hash> refusedModel(Context context, EpochRecord record) {
        return ModelRules.refused(context, record.modelHashes(), Contests.regularEpoch(context, record));
    }

    /** The attribution method is the model's, the rule of pay the one that the network has set, if it has set one. */
    private static void requireMethod(Context context, EpochRecord record, long computedAs, String modelMethod) {
        int plus = record.method().indexOf('+');
        String method = record.method().substring(0, plus);
        String rule = record.method().substring(plus + 1);
        String wantedRule =
                Parameters.find(context, Parameters.PAY_RULE, computedAs).orElse(rule);
        if (!method.equals(modelMethod) || !rule.equals(wantedRule)) {
            throw new ContractException(
                    ContractCode.EPOCH_METHOD_WRONG,
                    "method is " + record.method() + ", want " + modelMethod + "+" + wantedRule);
        }
    }

    private static JsonObject answer(JsonObject proposal, EpochRecord record) {
        return JsonObject.nested()
                .put("epoch", record.epoch())
                .put("recordHash", record.leafHash())
                .put("round", proposal.integer("round"))
                .build();
    }

    private static StateKey key(long epoch) {
        return StateKey.of("proposal", StateKey.padded(epoch));
    }
}
