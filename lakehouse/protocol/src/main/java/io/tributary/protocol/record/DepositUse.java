// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;

/**
 * What an epoch takes from one deposit.
 *
 * @param depositId the deposit
 * @param amount micro-units, 1 or more
 */
public record DepositUse(String depositId, long amount) {
    /** Checks the form. */
    public DepositUse {
        Form.id("deposit", depositId);
        Form.positive("amount", amount);
    }

    static DepositUse of(JsonObject json) {
        json.requireNested("deposit", "deposit", "amount");
        return new DepositUse(json.text("deposit"), json.integer("amount"));
    }

    JsonObject toJson() {
        return JsonObject.nested()
                .put("deposit", depositId)
                .put("amount", amount)
                .build();
    }
}
