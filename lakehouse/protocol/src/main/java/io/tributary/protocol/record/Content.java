// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import java.util.Objects;

/**
 * {@code tributary/content/v1}: the readable content of a contribution, which travels sealed. Its leaf hash, salted, is what records commit to.
 *
 * @param salt the item's salt, 16 to 64 bytes of hex
 * @param title may be empty
 * @param label may be empty
 * @param text NFC
 */
public record Content(String salt, String title, String label, String text) implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/content/v1";

    private static final int BYTES_MAX = 16 << 20;

    /** Checks the form of every field. */
    public Content {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(text, "text");
        Form.salt("salt", salt);
    }

    /** Reads what was sealed; {@link io.tributary.protocol.error.InvalidInputException} if that is something else. */
    public static Content read(byte[] plaintext) {
        return of(CanonicalJson.parse(plaintext, BYTES_MAX));
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static Content of(JsonObject json) {
        json.require(TYPE, "salt", "title", "label", "text");
        return new Content(json.text("salt"), json.text("title"), json.text("label"), json.text("text"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("salt", salt)
                .put("title", title)
                .put("label", label)
                .put("text", text)
                .build();
    }
}
