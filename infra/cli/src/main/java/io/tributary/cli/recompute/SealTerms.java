// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.cli.step.Names;
import io.tributary.contract.EpochStatus;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.money.Admission;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.ModelEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * What the ledger says about models and money at the seal of an epoch. It follows from the log alone, up to the size that
 * the seal names, so that everybody can decide again later which receipts were to be set aside.
 *
 * @param logSize that size
 * @param models the models in it
 * @param refused ids of those that the epoch does not pay for
 * @param deposits the deposits in it, with what no earlier epoch took of them
 */
public record SealTerms(long logSize, List<ModelEntry> models, List<String> refused, List<Admission.Deposit> deposits) {

    /** Copies the lists. */
    public SealTerms {
        models = List.copyOf(models);
        refused = List.copyOf(refused);
        deposits = List.copyOf(deposits);
    }

    /**
     * The terms of an epoch.
     *
     * @throws RefusedException if no seal of the epoch can name that size
     */
    public static SealTerms at(Ledger ledger, LedgerView log, long epoch, long logSize) {
        return at(
                log,
                epoch,
                logSize,
                other -> ledger.epochStatus(other).map(EpochStatus::opened).orElse(false));
    }

    /** The same, asking {@code opened} whether an epoch's claims were ever opened, which the log does not say. */
    static SealTerms at(LedgerView log, long epoch, long logSize, LongPredicate opened) {
        if (logSize < 0 || logSize > log.log().size()) {
            throw new RefusedException("epoch " + epoch + " is sealed by a log of " + logSize
                    + " entries, the ledger has " + log.log().size());
        }
        LedgerView view = new LedgerView(log.log().subList(0, Math.toIntExact(logSize)));
        List<EpochRecord> before = view.epochs();
        if (before.size() != epoch - 1) {
            throw new RefusedException("epoch " + epoch + " is sealed by a log of " + logSize + " entries, in which "
                    + before.size() + " epochs are final, want " + (epoch - 1));
        }
        Map<String, Long> taken = taken(before, opened);
        List<Admission.Deposit> deposits = new ArrayList<>();
        view.deposits()
                .forEach(deposit -> deposits.add(new Admission.Deposit(
                        deposit.depositId(),
                        deposit.payer(),
                        deposit.unit(),
                        deposit.amount() - taken.getOrDefault(deposit.depositId(), 0L))));
        return new SealTerms(logSize, view.models(), List.copyOf(view.refusedModels(epoch)), deposits);
    }

    /**
     * What epochs took of each deposit: a regular one all that it says, an adjustment what it takes more than the record
     * whose place it takes; what it takes less it gave back, unless claims of that record had been opened.
     */
    private static Map<String, Long> taken(List<EpochRecord> epochs, LongPredicate opened) {
        Map<String, Long> taken = new TreeMap<>();
        for (EpochRecord record : epochs) {
            Map<String, Long> change = new TreeMap<>(uses(record));
            boolean keeps = false;
            if (record.kind().equals(EpochRecord.ADJUSTMENT)) {
                EpochRecord adjusted = adjusted(epochs, record);
                uses(adjusted).forEach((deposit, micros) -> change.merge(deposit, -micros, Math::addExact));
                keeps = opened.test(adjusted.epoch());
            }
            for (Map.Entry<String, Long> deposit : change.entrySet()) {
                if (deposit.getValue() > 0 || !keeps) {
                    taken.merge(deposit.getKey(), deposit.getValue(), Math::addExact);
                }
            }
        }
        return taken;
    }

    private static EpochRecord adjusted(List<EpochRecord> epochs, EpochRecord record) {
        return epochs.stream()
                .filter(other -> other.leafHash().hex().equals(record.adjusts()))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "the adjusted record " + record.adjusts() + " is not in the ledger's log"));
    }

    private static Map<String, Long> uses(EpochRecord record) {
        Map<String, Long> uses = new TreeMap<>();
        record.deposits().forEach(use -> uses.put(use.depositId(), use.amount()));
        return uses;
    }

    /** Decides on the epoch's candidates. */
    public Admission admission() {
        return new Admission(Names.UNIT, models, refused, deposits);
    }
}
