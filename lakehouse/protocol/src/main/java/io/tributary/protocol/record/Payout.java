// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * {@code tributary/payout/v1}: the leaf that a payee is paid by.
 *
 * @param payeeKey Ed25519 key that signs the claim, hex
 * @param role one of {@link #ROLES}
 * @param reason inference, training or adjustment
 * @param subject Datanet version or model id
 * @param amount micro-units
 */
public record Payout(
        String network,
        long epoch,
        String payee,
        String payeeKey,
        String role,
        String reason,
        String subject,
        long amount,
        String unit,
        String salt)
        implements CanonicalRecord, Comparable<Payout> {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/payout/v1";

    /** Checks the form of every field. */
    public Payout {
        Form.id("network", network);
        Form.positive("epoch", epoch);
        Form.id("payee", payee);
        Form.hex("payeeKey", payeeKey, 32);
        Form.oneOf("role", role, ROLES);
        Form.oneOf("reason", reason, Set.of(REASON_INFERENCE, "training", REASON_ADJUSTMENT));
        Form.id("subject", subject);
        Form.notNegative("amount", amount);
        Form.id("unit", unit);
        Form.salt("salt", salt);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static Payout of(JsonObject json) {
        json.require(
                TYPE, "network", "epoch", "payee", "payeeKey", "role", "reason", "subject", "amount", "unit", "salt");
        return new Payout(
                json.text("network"),
                json.integer("epoch"),
                json.text("payee"),
                json.text("payeeKey"),
                json.text("role"),
                json.text("reason"),
                json.text("subject"),
                json.integer("amount"),
                json.text("unit"),
                json.text("salt"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("epoch", epoch)
                .put("payee", payee)
                .put("payeeKey", payeeKey)
                .put("role", role)
                .put("reason", reason)
                .put("subject", subject)
                .put("amount", amount)
                .put("unit", unit)
                .put("salt", salt)
                .build();
    }

    /** The roles that can be paid. */
    public static final Set<String> ROLES =
            Set.of("data", "label", "model", "tuning", "host", "platform", "staker", "compute", "validator");

    /** Paid for inferences. */
    public static final String REASON_INFERENCE = "inference";

    /** Paid because an earlier epoch's record was wrong. */
    public static final String REASON_ADJUSTMENT = "adjustment";

    /** What a payee's secret is applied to, by HMAC-SHA-256, to make the salt of a leaf. */
    public static byte[] saltInput(String network, long epoch, String role, String reason, String subject) {
        return JsonObject.typed("tributary/payout-salt/v1")
                .put("network", network)
                .put("epoch", epoch)
                .put("role", role)
                .put("reason", reason)
                .put("subject", subject)
                .build()
                .bytes();
    }

    @Override
    public int compareTo(Payout other) {
        return Share.compareTexts(
                List.of(payee, role, reason, subject), List.of(other.payee, other.role, other.reason, other.subject));
    }
}
