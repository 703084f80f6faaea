// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import java.util.Objects;

/**
 * {@code tributary/parameter/v1}: a parameter of the network from an epoch on.
 *
 * @param fromEpoch first epoch it holds for
 */
public record ParameterEntry(String network, String name, String value, long fromEpoch) implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/parameter/v1";

    /** Checks the form of every field. */
    public ParameterEntry {
        Objects.requireNonNull(value, "value");
        Form.id("network", network);
        Form.id("name", name);
        Form.positive("fromEpoch", fromEpoch);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static ParameterEntry of(JsonObject json) {
        json.require(TYPE, "network", "name", "value", "fromEpoch");
        return new ParameterEntry(
                json.text("network"), json.text("name"), json.text("value"), json.integer("fromEpoch"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("name", name)
                .put("value", value)
                .put("fromEpoch", fromEpoch)
                .build();
    }
}
