// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import java.util.Objects;

/**
 * {@code tributary/heldout/v1}: one item of the held-out set that decides which rows earn.
 *
 * @param label true label
 */
public record HeldOutItem(String itemId, String salt, String title, String label, String text)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/heldout/v1";

    /** Checks the form of every field. */
    public HeldOutItem {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(text, "text");
        Form.id("itemId", itemId);
        Form.salt("salt", salt);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static HeldOutItem of(JsonObject json) {
        json.require(TYPE, "itemId", "salt", "title", "label", "text");
        return new HeldOutItem(
                json.text("itemId"), json.text("salt"), json.text("title"), json.text("label"), json.text("text"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("itemId", itemId)
                .put("salt", salt)
                .put("title", title)
                .put("label", label)
                .put("text", text)
                .build();
    }
}
