// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.HeldOutEntry;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.ModelRefusal;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.record.ReviewEntry;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.record.WithdrawalEntry;

/**
 * The rules of one entry: its own form, checked when it is read, and its place in the log.
 *
 * @param entry the entry
 * @param admission checks the entry against the log so far and lets it take effect
 */
record LogRules(CanonicalRecord entry, Runnable admission) {
    /** Reads an entry of one of the kinds that {@code record} takes. */
    static LogRules of(Context context, JsonObject json) {
        switch (json.type()) {
            case DatanetEntry.TYPE:
                DatanetEntry datanet = DatanetEntry.of(json);
                DatanetRules.check(datanet);
                return new LogRules(datanet, () -> DatanetRules.admit(context, datanet));
            case HeldOutEntry.TYPE:
                HeldOutEntry heldOut = HeldOutEntry.of(json);
                return new LogRules(heldOut, () -> HeldOutRules.admit(context, heldOut));
            case BatchesEntry.TYPE:
                BatchesEntry batches = BatchesEntry.of(json);
                return new LogRules(batches, () -> DatanetRules.admit(context, batches));
            case WithdrawalEntry.TYPE:
                WithdrawalEntry withdrawal = WithdrawalEntry.of(json);
                return new LogRules(withdrawal, () -> DatanetRules.admit(context, withdrawal));
            case ReviewEntry.TYPE:
                ReviewEntry review = ReviewEntry.of(json);
                return new LogRules(review, () -> DatanetRules.admit(context, review));
            case VersionEntry.TYPE:
                VersionEntry version = VersionEntry.of(json);
                DatanetRules.check(version);
                return new LogRules(version, () -> DatanetRules.admit(context, version));
            case TrainingEntry.TYPE:
                TrainingEntry training = TrainingEntry.of(json);
                return new LogRules(training, () -> ModelRules.admit(context, training));
            case ModelEntry.TYPE:
                ModelEntry model = ModelEntry.of(json);
                ModelRules.check(model);
                return new LogRules(model, () -> ModelRules.admit(context, model));
            case ParameterEntry.TYPE:
                ParameterEntry parameter = ParameterEntry.of(json);
                Parameters.check(parameter);
                return new LogRules(parameter, () -> Parameters.admit(context, parameter));
            case DepositEntry.TYPE:
                DepositEntry deposit = DepositEntry.of(json);
                return new LogRules(deposit, () -> Deposits.admit(context, deposit));
            case ModelRefusal.TYPE:
                ModelRefusal refusal = ModelRefusal.of(json);
                return new LogRules(refusal, () -> ModelRules.admit(context, refusal));
            default:
                throw new ContractException(
                        ContractCode.ENTRY_INVALID, "type " + json.type() + " is no entry of the log");
        }
    }

    /** Checks the entry against the log so far and lets it take effect. */
    void admit() {
        admission.run();
    }
}
