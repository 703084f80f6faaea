// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import java.util.Objects;

/**
 * {@code tributary/inference/v1}: a receipt with its sealed question, so that attribution can recompute the answer's influences.
 *
 * @param receipt the leaf of the receipts tree
 * @param input sealed {@link ReceiptInput}, hex
 * @param keyRef names the sealing key
 */
public record Inference(Receipt receipt, String input, String keyRef) implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/inference/v1";

    /** Checks the form. */
    public Inference {
        Objects.requireNonNull(receipt, "receipt");
        Form.anyHex("input", input);
        Form.id("keyRef", keyRef);
    }

    /** Reads the canonical form. */
    public static Inference of(JsonObject json) {
        json.require(TYPE, "receipt", "input", "keyRef");
        return new Inference(Receipt.of(json.object("receipt")), json.text("input"), json.text("keyRef"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("receipt", receipt.toJson())
                .put("input", input)
                .put("keyRef", keyRef)
                .build();
    }
}
