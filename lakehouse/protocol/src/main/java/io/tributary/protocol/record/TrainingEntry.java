// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * {@code tributary/training/v1}: what a model is trained from; its leaf hash names the training.
 *
 * @param method as ipa1/factored
 * @param trainer newton or mllib
 * @param lambdaQ24 ridge in units of 2^-24
 * @param startHash SHA-256 of the anchored start weights; empty for a start at zero
 */
public record TrainingEntry(
        String network,
        String name,
        String datanet,
        long version,
        Hash datasetRoot,
        String method,
        String trainer,
        long lambdaQ24,
        String startHash,
        Hash heldOutRoot)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/training/v1";

    /** Checks the form of every field. */
    public TrainingEntry {
        Objects.requireNonNull(datasetRoot, "datasetRoot");
        Objects.requireNonNull(heldOutRoot, "heldOutRoot");
        Form.id("network", network);
        Form.id("name", name);
        Form.slug("datanet", datanet);
        Form.positive("version", version);
        Form.id("method", method);
        Form.id("trainer", trainer);
        Form.positive("lambdaQ24", lambdaQ24);
        Form.hexOrEmpty("startHash", startHash, Hash.BYTES);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static TrainingEntry of(JsonObject json) {
        json.require(
                TYPE,
                "network",
                "name",
                "datanet",
                "version",
                "datasetRoot",
                "method",
                "trainer",
                "lambdaQ24",
                "startHash",
                "heldOutRoot");
        return new TrainingEntry(
                json.text("network"),
                json.text("name"),
                json.text("datanet"),
                json.integer("version"),
                json.hash("datasetRoot"),
                json.text("method"),
                json.text("trainer"),
                json.integer("lambdaQ24"),
                json.text("startHash"),
                json.hash("heldOutRoot"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("name", name)
                .put("datanet", datanet)
                .put("version", version)
                .put("datasetRoot", datasetRoot)
                .put("method", method)
                .put("trainer", trainer)
                .put("lambdaQ24", lambdaQ24)
                .put("startHash", startHash)
                .put("heldOutRoot", heldOutRoot)
                .build();
    }
}
