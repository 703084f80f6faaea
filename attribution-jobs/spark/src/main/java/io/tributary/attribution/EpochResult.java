// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.attribution.SealedAnswers.Answer;
import io.tributary.pipelines.TrainJob;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.money.Earner;
import io.tributary.protocol.money.EpochAccounts;
import io.tributary.protocol.money.FeeSplit;
import io.tributary.protocol.money.RoleSplit;
import io.tributary.protocol.record.CreditLine;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.Share;
import io.tributary.tables.Parties;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An epoch in money: the split of every fee, the payouts and the record.
 *
 * @param record what members attest
 * @param accounts shares and payouts behind it
 * @param receipts number of sealed receipts
 */
record EpochResult(EpochRecord record, EpochAccounts accounts, long receipts) {

    /**
     * Splits the fees of an epoch.
     *
     * @param answers all that are sealed
     * @param counted those whose fee is paid: the others are void
     * @param weights by receipt and contributor or line; a receipt without weights leaves its data part undistributed
     * @param lines the lines that more than one contributor has a part in, by id
     * @param claimed leaves that were claimed under the epochs whose place this one takes
     */
    static EpochResult of(
            String network,
            AttributeRequest request,
            SealedAnswers answers,
            SealedAnswers counted,
            Map<String, SortedMap<String, BigInteger>> weights,
            Map<String, CreditLine> lines,
            List<Payout> claimed,
            Parties parties) {
        RoleSplit roles = RoleSplit.parse(request.parameter(RoleSplit.PARAMETER));
        List<EpochAccounts.SplitFee> fees = new ArrayList<>();
        for (Answer answer : counted.answers()) {
            Receipt receipt = answer.receipt();
            ModelEntry model = request.model(receipt.model());
            SortedMap<Earner, BigInteger> earners =
                    Earner.weights(weights.getOrDefault(receipt.receiptId(), new TreeMap<>()), lines, parties::payee);
            FeeSplit split = FeeSplit.ofEarners(
                    receipt.receiptId(),
                    roles,
                    rolePayees(request, model, receipt, parties),
                    subject(model),
                    earners,
                    parties::isPayable);
            fees.add(new EpochAccounts.SplitFee(receipt.fee(), split));
        }
        EpochAccounts right = EpochAccounts.close(network, request.epoch(), request.unit(), fees, parties);
        EpochAccounts accounts = request.adjusted().isEmpty()
                ? right
                : EpochAccounts.adjustment(network, request.epoch(), request.unit(), right, claimed, parties);
        return new EpochResult(
                record(network, request, answers, accounts, deposits(request, counted, accounts)),
                accounts,
                answers.answers().size());
    }

    private static String subject(ModelEntry model) {
        if (model.datanetVersions().size() != 1) {
            throw new RefusedException(
                    "model " + model.modelId() + " is of Datanet versions " + model.datanetVersions() + ", want one");
        }
        return model.datanetVersions().get(0);
    }

    /** A role without a payee on the ledger, or whose payee has no payout key, leaves its part undistributed. */
    private static Map<String, FeeSplit.RolePayee> rolePayees(
            AttributeRequest request, ModelEntry model, Receipt receipt, Parties parties) {
        Map<String, FeeSplit.RolePayee> payees = new HashMap<>();
        payees.put("model", new FeeSplit.RolePayee(model.ownerPayee(), model.modelId()));
        request.find("payee." + receipt.host())
                .ifPresent(payee -> payees.put("host", new FeeSplit.RolePayee(payee, model.modelId())));
        request.find("payee.platform")
                .ifPresent(payee -> payees.put("platform", new FeeSplit.RolePayee(payee, model.modelId())));
        payees.values().removeIf(payee -> !parties.isPayable(payee.payee()));
        return payees;
    }

    private static EpochRecord record(
            String network,
            AttributeRequest request,
            SealedAnswers answers,
            EpochAccounts accounts,
            List<DepositUse> deposits) {
        TreeSet<Hash> models = new TreeSet<>();
        TreeSet<Hash> datasets = new TreeSet<>();
        for (Answer answer : answers.answers()) {
            if (request.refused().contains(answer.receipt().model())) {
                continue;
            }
            ModelEntry model = request.model(answer.receipt().model());
            models.add(model.leafHash());
            datasets.addAll(model.datasetRoots());
        }
        return new EpochRecord(
                network,
                request.epoch(),
                request.adjusted().isEmpty() ? EpochRecord.REGULAR : EpochRecord.ADJUSTMENT,
                request.adjusted().map(adjusted -> adjusted.recordHash().hex()).orElse(""),
                request.windowStart(),
                request.windowEnd(),
                request.prevEpochHash(),
                TrainJob.METHOD + "+" + request.parameter(AttributeJob.PAY_RULE),
                List.copyOf(models),
                List.copyOf(datasets),
                answers.root(),
                answers.answers().size(),
                accounts.sharesTree().root(),
                accounts.shares().size(),
                accounts.payoutsTree().root(),
                accounts.payouts().size(),
                accounts.poolMicros(),
                accounts.paidMicros(),
                accounts.undistributedMicros(),
                request.unit(),
                deposits);
    }

    /** What each deposit gives; none may give more than it holds. */
    private static List<DepositUse> deposits(AttributeRequest request, SealedAnswers counted, EpochAccounts accounts) {
        SortedMap<String, Long> fees = new TreeMap<>(Share.BYTEWISE);
        counted.answers()
                .forEach(answer ->
                        fees.merge(answer.receipt().deposit(), answer.receipt().fee(), Math::addExact));
        List<DepositUse> uses = accounts.deposits(fees);
        for (DepositUse use : uses) {
            long available = request.deposits().getOrDefault(use.depositId(), 0L);
            if (use.amount() > available) {
                throw new RefusedException("receipts of epoch " + request.receiptsEpoch() + " take " + use.amount()
                        + " micros from deposit " + use.depositId() + ", which holds " + available);
            }
        }
        return uses;
    }
}
