// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import java.util.Objects;

/**
 * {@code tributary/output/v1}: what was answered; the receipt commits to its leaf hash.
 */
public record ReceiptOutput(String salt, String label) implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/output/v1";

    /** Checks the form of every field. */
    public ReceiptOutput {
        Objects.requireNonNull(label, "label");
        Form.salt("salt", salt);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static ReceiptOutput of(JsonObject json) {
        json.require(TYPE, "salt", "label");
        return new ReceiptOutput(json.text("salt"), json.text("label"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE).put("salt", salt).put("label", label).build();
    }
}
