// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * {@code tributary/model-refusal/v1}: a model that organisations cannot train again to what its entry says. No epoch pays for its answers.
 *
 * @param model leaf hash of the model's entry
 * @param fromEpoch the first epoch that does not
 */
public record ModelRefusal(String network, Hash model, long fromEpoch) implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/model-refusal/v1";

    /** Checks the form of every field. */
    public ModelRefusal {
        Objects.requireNonNull(model, "model");
        Form.id("network", network);
        Form.positive("fromEpoch", fromEpoch);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static ModelRefusal of(JsonObject json) {
        json.require(TYPE, "network", "model", "fromEpoch");
        return new ModelRefusal(json.text("network"), json.hash("model"), json.integer("fromEpoch"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("model", model)
                .put("fromEpoch", fromEpoch)
                .build();
    }
}
