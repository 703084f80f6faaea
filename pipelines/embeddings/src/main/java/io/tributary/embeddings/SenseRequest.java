// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import java.util.List;

/**
 * What to look at.
 *
 * @param datanet its slug
 * @param version the published version
 * @param jars of the sentence model
 */
public record SenseRequest(String datanet, int version, List<String> jars) {
    /** The job's type. */
    public static final String TYPE = "tributary/job-sense/v1";

    /** Copies the list and checks the names. */
    public SenseRequest {
        jars = List.copyOf(jars);
        if (!datanet.matches("[a-z][a-z0-9_]{2,40}") || version < 1) {
            throw new InvalidInputException(
                    "got " + datanet + "/v" + version + ", want a Datanet and a version from 1");
        }
    }

    /** Reads the canonical form. */
    public static SenseRequest of(JsonObject json) {
        json.require(TYPE, "datanet", "version", "jars");
        return new SenseRequest(json.text("datanet"), json.smallInteger("version"), json.texts("jars"));
    }

    /** The canonical form. */
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("datanet", datanet)
                .put("version", version)
                .put("jars", jars)
                .build();
    }
}
