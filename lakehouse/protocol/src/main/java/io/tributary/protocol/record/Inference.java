// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.seal.SealingKey;
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

    /** Largest sealed question in bytes: nonce, {@link ReceiptInput} and tag. */
    public static final int SEALED_BYTES_MAX = ReceiptInput.BYTES_MAX + SealingKey.OVERHEAD_BYTES;

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

    /**
     * Requires that receipt and question are such as can be sealed, opened and given as evidence.
     *
     * @throws MalformedException by {@link Rule#RECEIPT_TOO_LARGE}
     */
    public void requireBounded() {
        requireAtMost("the receipt", receipt.bytes().length, Receipt.BYTES_MAX);
        requireAtMost("the sealed question", input.length() / 2, SEALED_BYTES_MAX);
    }

    private void requireAtMost(String what, int bytes, int bytesMax) {
        if (bytes > bytesMax) {
            throw new MalformedException(
                    Rule.RECEIPT_TOO_LARGE,
                    what + " of " + receipt.receiptId() + " has " + bytes + " bytes, want at most " + bytesMax);
        }
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
