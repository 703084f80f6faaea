// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;

/**
 * A deposit and what became of it.
 *
 * @param depositId its name
 * @param payer who paid in
 * @param unit unit of money
 * @param amountMicros what was paid in, in micro-units
 * @param reservedMicros set aside for a proposed epoch
 * @param spentMicros taken by final epochs
 */
public record DepositStatus(
        String depositId, String payer, String unit, long amountMicros, long reservedMicros, long spentMicros) {
    /** Checks that no more is taken than was paid in. */
    public DepositStatus {
        if (reservedMicros < 0 || spentMicros < 0 || Math.addExact(reservedMicros, spentMicros) > amountMicros) {
            throw new InvalidInputException("deposit " + depositId + ": " + reservedMicros + " reserved and "
                    + spentMicros + " spent of " + amountMicros);
        }
    }

    /** Reads {@link #toJson}. */
    public static DepositStatus of(JsonObject json) {
        json.requireNested("deposit status", "amount", "depositId", "payer", "reserved", "spent", "unit");
        return new DepositStatus(
                json.text("depositId"),
                json.text("payer"),
                json.text("unit"),
                json.integer("amount"),
                json.integer("reserved"),
                json.integer("spent"));
    }

    /** What an epoch may still take, in micro-units. */
    public long heldMicros() {
        return amountMicros - reservedMicros - spentMicros;
    }

    /** After setting aside this many micro-units. */
    DepositStatus reserve(long micros) {
        return new DepositStatus(
                depositId, payer, unit, amountMicros, Math.addExact(reservedMicros, micros), spentMicros);
    }

    /** After spending this many micro-units that were set aside. */
    DepositStatus spend(long micros) {
        return new DepositStatus(
                depositId,
                payer,
                unit,
                amountMicros,
                Math.subtractExact(reservedMicros, micros),
                Math.addExact(spentMicros, micros));
    }

    /** After giving up this many micro-units that were set aside. */
    DepositStatus release(long micros) {
        return new DepositStatus(
                depositId, payer, unit, amountMicros, Math.subtractExact(reservedMicros, micros), spentMicros);
    }

    /** After getting back this many micro-units that were spent. */
    DepositStatus giveBack(long micros) {
        return new DepositStatus(
                depositId, payer, unit, amountMicros, reservedMicros, Math.subtractExact(spentMicros, micros));
    }

    /** The canonical form. */
    public JsonObject toJson() {
        return JsonObject.nested()
                .put("amount", amountMicros)
                .put("depositId", depositId)
                .put("payer", payer)
                .put("reserved", reservedMicros)
                .put("spent", spentMicros)
                .put("unit", unit)
                .build();
    }
}
