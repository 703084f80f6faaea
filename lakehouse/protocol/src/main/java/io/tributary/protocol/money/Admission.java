// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.Share;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Decides at an epoch's seal which receipts it pays for (spec/pay.md): those that name a model and a deposit which the ledger has, whose
 * fee the deposit still holds, and whose question opens. One bad receipt then stops no other. Receipts are asked for by ascending id, because each that is admitted
 * takes its fee from what its deposit holds for the next.
 */
public final class Admission {
    private final String unit;
    private final Map<String, ModelEntry> models = new HashMap<>();
    private final Set<String> refused;
    private final Map<String, Deposit> deposits = new HashMap<>();
    private String last = "";
    private long poolMicros;

    /**
     * A deposit as the ledger has it.
     *
     * @param payer whose receipts it pays
     * @param availableMicros what no earlier epoch took of it
     */
    public record Deposit(String depositId, String payer, String unit, long availableMicros) {
        private Deposit less(long micros) {
            return new Deposit(depositId, payer, unit, availableMicros - micros);
        }
    }

    /**
     * Why a receipt is set aside.
     *
     * @param rule the rule's stable id
     * @param reason one sentence
     */
    public record Refusal(SealRule rule, String reason) {}

    /**
     * Starts with the first receipt.
     *
     * @param unit the network's unit of money
     * @param models the ledger's models at the seal
     * @param refused ids of those models that the epoch does not pay for, because organisations could not train them again
     * @param deposits the ledger's deposits at the seal
     */
    public Admission(
            String unit, Collection<ModelEntry> models, Collection<String> refused, Collection<Deposit> deposits) {
        this.unit = unit;
        this.refused = Set.copyOf(refused);
        models.forEach(model -> this.models.put(model.modelId(), model));
        deposits.forEach(deposit -> this.deposits.put(deposit.depositId(), deposit));
    }

    /**
     * Decides on the next receipt; empty if the epoch pays for it.
     *
     * @param question asked last: why its question does not open, empty if it does
     */
    public Optional<Refusal> next(Receipt receipt, Supplier<Optional<Refusal>> question) {
        if (Share.BYTEWISE.compare(last, receipt.receiptId()) >= 0) {
            throw new IllegalArgumentException("receipt " + receipt.receiptId() + " after " + last);
        }
        last = receipt.receiptId();
        Optional<Refusal> refusal = model(receipt).or(() -> money(receipt)).or(question);
        if (refusal.isEmpty()) {
            deposits.computeIfPresent(receipt.deposit(), (id, deposit) -> deposit.less(receipt.fee()));
            poolMicros += receipt.fee();
        }
        return refusal;
    }

    private Optional<Refusal> model(Receipt receipt) {
        ModelEntry model = models.get(receipt.model());
        if (model == null) {
            return refused(SealRule.MODEL_UNKNOWN, "model " + receipt.model() + " is not on the ledger");
        }
        if (!model.gatePassed()) {
            return refused(SealRule.MODEL_GATED, "model " + receipt.model() + " did not pass its gate");
        }
        if (refused.contains(model.modelId())) {
            return refused(
                    SealRule.MODEL_REFUSED,
                    "model " + receipt.model() + " is refused: organisations could not train it again");
        }
        if (!model.classes().contains(receipt.answer())) {
            return refused(
                    SealRule.LABEL_UNKNOWN,
                    "the answer '" + receipt.answer() + "' is none of " + model.classes() + " of model "
                            + receipt.model());
        }
        return Optional.empty();
    }

    private Optional<Refusal> money(Receipt receipt) {
        if (!receipt.unit().equals(unit)) {
            return refused(SealRule.UNIT_MISMATCH, "the fee is in " + receipt.unit() + ", want " + unit);
        }
        Deposit deposit = deposits.get(receipt.deposit());
        if (deposit == null) {
            return refused(SealRule.DEPOSIT_UNKNOWN, "deposit " + receipt.deposit() + " is not on the ledger");
        }
        if (!deposit.payer().equals(receipt.caller())) {
            return refused(
                    SealRule.DEPOSIT_FOREIGN,
                    "deposit " + receipt.deposit() + " is of " + deposit.payer() + ", the caller is "
                            + receipt.caller());
        }
        if (!deposit.unit().equals(unit)) {
            return refused(
                    SealRule.UNIT_MISMATCH,
                    "deposit " + receipt.deposit() + " is in " + deposit.unit() + ", want " + unit);
        }
        if (receipt.fee() > deposit.availableMicros()) {
            return refused(
                    SealRule.DEPOSIT_EXCEEDED,
                    "deposit " + receipt.deposit() + " has " + deposit.availableMicros()
                            + " micro-units left, the fee is " + receipt.fee());
        }
        // Each deposit fits 64 bits, but nothing says that all of them together do.
        if (receipt.fee() > Long.MAX_VALUE - poolMicros) {
            return refused(
                    SealRule.POOL_EXCEEDED,
                    "the epoch's fees are " + poolMicros + " micro-units before it, the fee is " + receipt.fee()
                            + "; together they are beyond 64 bits");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refused(SealRule rule, String reason) {
        return Optional.of(new Refusal(rule, reason));
    }
}
