// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import java.util.ArrayList;
import java.util.List;

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
        Approvals.requireByParameter(context, "deposit " + entry.depositId(), entry.leafHash());
        DepositStatus status = new DepositStatus(entry.depositId(), entry.payer(), entry.unit(), entry.amount(), 0, 0);
        context.state().create(key, status.toJson());
    }

    /**
     * What a record takes that nothing took before: all of a regular epoch's; of an adjustment's, what exceeds that which
     * the record that it adjusts took of the same deposit.
     */
    static List<DepositUse> fresh(Context context, EpochRecord epoch) {
        if (epoch.kind().equals(EpochRecord.REGULAR)) {
            return epoch.deposits();
        }
        EpochRecord adjusted = Contests.adjusted(context, epoch);
        List<DepositUse> fresh = new ArrayList<>();
        for (DepositUse use : epoch.deposits()) {
            long more = use.amount() - taken(adjusted, use.depositId());
            if (more > 0) {
                fresh.add(new DepositUse(use.depositId(), more));
            }
        }
        return List.copyOf(fresh);
    }

    /** Sets aside what a proposal takes anew; every deposit that it names must be in its unit. */
    static void reserve(Context context, EpochRecord epoch) {
        epoch.deposits().forEach(use -> requireUnit(epoch, require(context, use.depositId())));
        for (DepositUse use : fresh(context, epoch)) {
            DepositStatus deposit = require(context, use.depositId());
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

    private static void requireUnit(EpochRecord epoch, DepositStatus deposit) {
        if (!deposit.unit().equals(epoch.unit())) {
            throw new ContractException(
                    ContractCode.DEPOSIT_UNIT_WRONG,
                    "deposit " + deposit.depositId() + " is in " + deposit.unit() + ", the epoch in " + epoch.unit());
        }
    }

    /** Turns what was set aside for an epoch into spent money. */
    static void spend(Context context, EpochRecord epoch) {
        for (DepositUse use : fresh(context, epoch)) {
            DepositStatus deposit = require(context, use.depositId());
            context.state()
                    .put(key(use.depositId()), deposit.spend(use.amount()).toJson());
        }
    }

    /** Gives up what was set aside for a proposal that another one replaces. */
    static void release(Context context, EpochRecord epoch) {
        for (DepositUse use : fresh(context, epoch)) {
            DepositStatus deposit = require(context, use.depositId());
            context.state()
                    .put(key(use.depositId()), deposit.release(use.amount()).toJson());
        }
    }

    /** Gives back what an adjustment takes less than the record that it adjusts. */
    static void giveBack(Context context, EpochRecord adjusted, EpochRecord adjustment) {
        for (DepositUse use : adjusted.deposits()) {
            long less = use.amount() - taken(adjustment, use.depositId());
            if (less > 0) {
                DepositStatus deposit = require(context, use.depositId());
                context.state().put(key(use.depositId()), deposit.giveBack(less).toJson());
            }
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
