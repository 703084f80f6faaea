// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;

/**
 * {@code tributary/deposit/v1}: money that a payer put in before any is paid out.
 *
 * @param amount micro-units
 */
public record DepositEntry(String network, String depositId, String payer, long amount, String unit)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/deposit/v1";

    /** Checks the form of every field. */
    public DepositEntry {
        Form.id("network", network);
        Form.id("depositId", depositId);
        Form.id("payer", payer);
        Form.positive("amount", amount);
        Form.id("unit", unit);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static DepositEntry of(JsonObject json) {
        json.require(TYPE, "network", "depositId", "payer", "amount", "unit");
        return new DepositEntry(
                json.text("network"),
                json.text("depositId"),
                json.text("payer"),
                json.integer("amount"),
                json.text("unit"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("depositId", depositId)
                .put("payer", payer)
                .put("amount", amount)
                .put("unit", unit)
                .build();
    }
}
