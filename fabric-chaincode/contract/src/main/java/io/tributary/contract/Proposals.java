// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
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
        Optional<JsonObject> proposal = find(context, record.epoch());
        if (proposal.isPresent()) {
            return requireSame(proposal.get(), record);
        }
        requireSuccessor(record, Epochs.last(context));
        requireSizes(record);
        requireModels(context, record);
        Deposits.reserve(context, record);
        context.state()
                .create(
                        key(record.epoch()),
                        context.stamped()
                                .put("record", record.toJson())
                                .put("recordHash", record.leafHash())
                                .build());
        return answer(record);
    }

    /** What is stored of an epoch's proposal: {@code record}, {@code recordHash} and the submitter's stamp. */
    static Optional<JsonObject> find(Context context, long epoch) {
        return context.state().get(key(epoch));
    }

    /** The proposal of an epoch that must have one. */
    static JsonObject require(Context context, long epoch) {
        return find(context, epoch)
                .orElseThrow(() ->
                        new ContractException(ContractCode.EPOCH_UNKNOWN, "no record is proposed for epoch " + epoch));
    }

    private static JsonObject requireSame(JsonObject proposal, EpochRecord record) {
        if (!proposal.hash("recordHash").equals(record.leafHash())) {
            throw new ContractException(
                    ContractCode.EPOCH_CONFLICT,
                    "epoch " + record.epoch() + " has record " + proposal.hash("recordHash") + ", got "
                            + record.leafHash());
        }
        return answer(record);
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

    private static void requireSuccessor(EpochRecord record, LastEpoch last) {
        if (record.epoch() != last.epoch() + 1) {
            throw new ContractException(
                    ContractCode.EPOCH_NUMBER_WRONG,
                    "epoch " + record.epoch() + ", want " + (last.epoch() + 1) + " after the last final one");
        }
        if (!record.kind().equals(EpochRecord.REGULAR)) {
            throw new ContractException(
                    ContractCode.ADJUSTMENT_UNFOUNDED,
                    "epoch " + record.epoch() + " adjusts " + record.adjusts() + ", which is not "
                            + EpochState.CONTESTED);
        }
        if (!record.prevEpochHash().equals(last.recordHash())) {
            throw new ContractException(
                    ContractCode.EPOCH_CHAIN_BROKEN,
                    "prevEpochHash is '" + record.prevEpochHash() + "', want '" + last.recordHash() + "'");
        }
        boolean contiguous = last.epoch() == 0 || record.windowStart() == last.windowEndMillis();
        if (!contiguous || record.windowEnd() <= record.windowStart()) {
            String start = last.epoch() == 0 ? "any start" : "start " + last.windowEndMillis();
            throw new ContractException(
                    ContractCode.EPOCH_WINDOW_WRONG,
                    "window is [" + record.windowStart() + ", " + record.windowEnd() + "), want " + start
                            + " and a later end");
        }
    }

    private static void requireSizes(EpochRecord record) {
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
        TreeSet<Hash> datasetRoots = new TreeSet<>();
        for (Hash modelHash : record.modelHashes()) {
            JsonObject model = ModelRules.requireModel(context, modelHash);
            if (!model.flag("gatePassed")) {
                throw new ContractException(
                        ContractCode.MODEL_GATED,
                        "model " + model.text("modelId")
                                + " did not pass its evaluation floor, so no epoch pays for it");
            }
            requireMethod(context, record, model.text("method"));
            datasetRoots.addAll(model.hashes("datasetRoots"));
        }
        if (!record.datasetRoots().equals(List.copyOf(datasetRoots))) {
            throw new ContractException(
                    ContractCode.EPOCH_DATASETS_WRONG,
                    "dataset roots are " + record.datasetRoots() + ", want those of its models " + datasetRoots);
        }
    }

    /** The attribution method is the model's, the rule of pay the one that the network has set, if it has set one. */
    private static void requireMethod(Context context, EpochRecord record, String modelMethod) {
        int plus = record.method().indexOf('+');
        String method = record.method().substring(0, plus);
        String rule = record.method().substring(plus + 1);
        String wantedRule =
                Parameters.find(context, Parameters.PAY_RULE, record.epoch()).orElse(rule);
        if (!method.equals(modelMethod) || !rule.equals(wantedRule)) {
            throw new ContractException(
                    ContractCode.EPOCH_METHOD_WRONG,
                    "method is " + record.method() + ", want " + modelMethod + "+" + wantedRule);
        }
    }

    private static JsonObject answer(EpochRecord record) {
        return JsonObject.nested()
                .put("epoch", record.epoch())
                .put("recordHash", record.leafHash())
                .build();
    }

    private static StateKey key(long epoch) {
        return StateKey.of("proposal", StateKey.padded(epoch));
    }
}
