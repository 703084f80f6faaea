// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;

/** What deposits hold: money in before money out. A proposal reserves, the final epoch spends, an adjustment gives back. */
final class Deposits {
    static final String KIND = "deposit";

    private Deposits() {}

    static void admit(Context context, DepositEntry entry) {
        StateKey key = key(entry.depositId());
        if (context.state().has(key)) {
            throw new ContractException(
                    ContractCode.DEPOSIT_CONFLICT, "deposit " + entry.depositId() + " exists with other properties");
        }
        DepositStatus status = new DepositStatus(entry.depositId(), entry.payer(), entry.unit(), entry.amount(), 0, 0);
        context.state().create(key, status.toJson());
    }

    /** Sets aside what a proposal takes. */
    static void reserve(Context context, EpochRecord epoch) {
        for (DepositUse use : epoch.deposits()) {
            DepositStatus deposit = require(context, use.depositId());
            if (!deposit.unit().equals(epoch.unit())) {
                throw new ContractException(
                        ContractCode.DEPOSIT_UNIT_WRONG,
                        "deposit " + use.depositId() + " is in " + deposit.unit() + ", the epoch in " + epoch.unit());
            }
            if (use.amount() > deposit.heldMicros()) {
                throw new ContractException(
                        ContractCode.DEPOSIT_EXCEEDED,
                        "deposit " + use.depositId() + " holds " + deposit.heldMicros()
                                + " micro-units, the epoch takes " + use.amount());
            }
            context.state()
                    .put(key(use.depositId()), deposit.reserve(use.amount()).toJson());
        }
    }

    /** Turns what was set aside for an epoch into spent money. */
    static void spend(Context context, EpochRecord epoch) {
        for (DepositUse use : epoch.deposits()) {
            DepositStatus deposit = require(context, use.depositId());
            context.state()
                    .put(key(use.depositId()), deposit.spend(use.amount()).toJson());
        }
    }

    /** Gives up what was set aside for a proposal that another one replaces. */
    static void release(Context context, EpochRecord epoch) {
        for (DepositUse use : epoch.deposits()) {
            DepositStatus deposit = require(context, use.depositId());
            context.state()
                    .put(key(use.depositId()), deposit.release(use.amount()).toJson());
        }
    }

    /** An adjustment takes no new money: of each deposit at most what the record that it adjusts took. */
    static void requireWithin(EpochRecord adjusted, EpochRecord adjustment) {
        if (!adjustment.unit().equals(adjusted.unit())) {
            throw new ContractException(
                    ContractCode.DEPOSIT_UNIT_WRONG,
                    "the adjusted epoch is in " + adjusted.unit() + ", the adjustment in " + adjustment.unit());
        }
        for (DepositUse use : adjustment.deposits()) {
            long taken = taken(adjusted, use.depositId());
            if (use.amount() > taken) {
                throw new ContractException(
                        ContractCode.DEPOSIT_EXCEEDED,
                        "the adjusted epoch took " + taken + " micro-units of deposit " + use.depositId()
                                + ", the adjustment takes " + use.amount());
            }
        }
    }

    /** Gives back what an adjustment takes less than the record that it adjusts. */
    static void giveBack(Context context, EpochRecord adjusted, EpochRecord adjustment) {
        for (DepositUse use : adjusted.deposits()) {
            long less = Math.subtractExact(use.amount(), taken(adjustment, use.depositId()));
            DepositStatus deposit = require(context, use.depositId());
            context.state().put(key(use.depositId()), deposit.giveBack(less).toJson());
        }
    }

    private static long taken(EpochRecord epoch, String depositId) {
        return epoch.deposits().stream()
                .filter(use -> use.depositId().equals(depositId))
                .mapToLong(DepositUse::amount)
                .findFirst()
                .orElse(0);
    }

    private static DepositStatus require(Context context, String depositId) {
        return context.state()
                .get(key(depositId))
                .map(DepositStatus::of)
                .orElseThrow(() -> new ContractException(
                        ContractCode.DEPOSIT_UNKNOWN, "deposit " + depositId + " is not in the log"));
    }

    private static StateKey key(String depositId) {
        return StateKey.of(KIND, depositId);
    }
}
