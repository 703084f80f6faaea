// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;

/**
 * {@code tributary/duplicate/v1}: a record that repeats a canonical one and is no part of the version.
 */
public record DuplicateRecord(String recordId, String canonicalRecordId, String datanet) implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/duplicate/v1";

    /** Checks the form of every field. */
    public DuplicateRecord {
        Form.id("recordId", recordId);
        Form.id("canonicalRecordId", canonicalRecordId);
        Form.slug("datanet", datanet);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static DuplicateRecord of(JsonObject json) {
        json.require(TYPE, "recordId", "canonicalRecordId", "datanet");
        return new DuplicateRecord(json.text("recordId"), json.text("canonicalRecordId"), json.text("datanet"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("recordId", recordId)
                .put("canonicalRecordId", canonicalRecordId)
                .put("datanet", datanet)
                .build();
    }
}
