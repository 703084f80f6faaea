// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import java.util.Objects;

/**
 * {@code tributary/input/v1}: what was asked; the receipt commits to its leaf hash.
 */
public record ReceiptInput(String salt, String text) implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/input/v1";

    /** Largest question in bytes of its canonical form. */
    public static final int BYTES_MAX = 1 << 20;

    /** Checks the form of every field. */
    public ReceiptInput {
        Objects.requireNonNull(text, "text");
        Form.salt("salt", salt);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static ReceiptInput of(JsonObject json) {
        json.require(TYPE, "salt", "text");
        return new ReceiptInput(json.text("salt"), json.text("text"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE).put("salt", salt).put("text", text).build();
    }
}
