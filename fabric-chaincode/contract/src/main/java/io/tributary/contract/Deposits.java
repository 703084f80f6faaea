// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;

/** What deposits hold: money in before money out. A proposal reserves, the final epoch spends. */
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
