// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.money.Admission;
import io.tributary.protocol.record.ModelEntry;
import java.util.List;

/**
 * Which window to seal, and what the ledger says about its receipts: the body of {@code tributary/job-seal/v1}.
 *
 * @param epoch 1, 2, …
 * @param windowStart first epoch millisecond of the window
 * @param windowEnd first epoch millisecond after it
 * @param logSize size of the ledger's log that models and deposits are taken from
 * @param unit unit of money
 * @param models the ledger's models
 * @param refused ids of those that the epoch does not pay for
 * @param deposits the ledger's deposits with what no earlier epoch took of them
 */
record SealRequest(
        long epoch,
        long windowStart,
        long windowEnd,
        long logSize,
        String unit,
        List<ModelEntry> models,
        List<String> refused,
        List<Admission.Deposit> deposits) {

    /** The job's type. */
    static final String TYPE = "tributary/job-seal/v1";

    /** Copies the lists and checks the window. */
    SealRequest {
        models = List.copyOf(models);
        refused = List.copyOf(refused);
        deposits = List.copyOf(deposits);
        if (epoch < 1) {
            throw new InvalidInputException("epoch is " + epoch + ", want 1 or more");
        }
        if (windowStart < 0 || windowEnd <= windowStart) {
            throw new InvalidInputException(
                    "window is " + windowStart + ".." + windowEnd + ", want an end after a start of 0 or more");
        }
    }

    /** Reads a job. */
    static SealRequest of(JsonObject json) {
        json.require(TYPE, "epoch", "windowStart", "windowEnd", "logSize", "unit", "models", "refused", "deposits");
        return new SealRequest(
                json.integer("epoch"),
                json.integer("windowStart"),
                json.integer("windowEnd"),
                json.integer("logSize"),
                json.text("unit"),
                json.objects("models").stream().map(ModelEntry::of).toList(),
                json.texts("refused"),
                json.objects("deposits").stream().map(SealRequest::deposit).toList());
    }

    private static Admission.Deposit deposit(JsonObject json) {
        json.requireNested("deposit", "deposit", "payer", "unit", "available");
        return new Admission.Deposit(
                json.text("deposit"), json.text("payer"), json.text("unit"), json.integer("available"));
    }

    /** Decides on the receipts of the window. */
    Admission admission() {
        return new Admission(unit, models, refused, deposits);
    }
}
