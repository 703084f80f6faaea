// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * {@code tributary/model/v1}: a trained model version. Fields not used yet are present and empty.
 *
 * @param kind linear, mlp, base, adapter or merge
 * @param datanetVersions as slug/v1
 * @param trainingReceipt leaf hash of its {@link TrainingEntry}
 * @param featureSpec hash of the dictionary
 * @param curvatureHash hash of the rounded inverse curvature
 * @param medianSigma committed median self-influence, decimal
 * @param classes labels in class order
 * @param seed empty: training draws nothing
 * @param evalPpm accuracy on the held-out set in parts per million
 * @param gatePassed whether it may serve paid epochs
 * @param owner organisation
 */
public record ModelEntry(
        String network,
        String modelId,
        String kind,
        String base,
        List<String> parents,
        List<String> datanetVersions,
        List<Hash> datasetRoots,
        String method,
        String trainer,
        Hash trainingReceipt,
        Hash weightsHash,
        Hash featureSpec,
        Hash curvatureHash,
        String medianSigma,
        List<String> classes,
        String seed,
        long evalPpm,
        boolean gatePassed,
        String owner,
        String ownerPayee)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/model/v1";

    /** Checks the form of every field. */
    public ModelEntry {
        parents = List.copyOf(parents);
        datanetVersions = List.copyOf(datanetVersions);
        datasetRoots = List.copyOf(datasetRoots);
        classes = List.copyOf(classes);
        Objects.requireNonNull(trainingReceipt, "trainingReceipt");
        Objects.requireNonNull(weightsHash, "weightsHash");
        Objects.requireNonNull(featureSpec, "featureSpec");
        Objects.requireNonNull(curvatureHash, "curvatureHash");
        Objects.requireNonNull(medianSigma, "medianSigma");
        Objects.requireNonNull(seed, "seed");
        Form.id("network", network);
        Form.id("modelId", modelId);
        Form.oneOf("kind", kind, Set.of("linear", "mlp", "base", "adapter", "merge"));
        Form.id("method", method);
        Form.id("trainer", trainer);
        Form.notNegative("evalPpm", evalPpm);
        Form.id("owner", owner);
        Form.id("ownerPayee", ownerPayee);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static ModelEntry of(JsonObject json) {
        json.require(
                TYPE,
                "network",
                "modelId",
                "kind",
                "base",
                "parents",
                "datanetVersions",
                "datasetRoots",
                "method",
                "trainer",
                "trainingReceipt",
                "weightsHash",
                "featureSpec",
                "curvatureHash",
                "medianSigma",
                "classes",
                "seed",
                "evalPpm",
                "gatePassed",
                "owner",
                "ownerPayee");
        return new ModelEntry(
                json.text("network"),
                json.text("modelId"),
                json.text("kind"),
                json.text("base"),
                json.texts("parents"),
                json.texts("datanetVersions"),
                json.hashes("datasetRoots"),
                json.text("method"),
                json.text("trainer"),
                json.hash("trainingReceipt"),
                json.hash("weightsHash"),
                json.hash("featureSpec"),
                json.hash("curvatureHash"),
                json.text("medianSigma"),
                json.texts("classes"),
                json.text("seed"),
                json.integer("evalPpm"),
                json.flag("gatePassed"),
                json.text("owner"),
                json.text("ownerPayee"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("modelId", modelId)
                .put("kind", kind)
                .put("base", base)
                .put("parents", parents)
                .put("datanetVersions", datanetVersions)
                .put("datasetRoots", datasetRoots)
                .put("method", method)
                .put("trainer", trainer)
                .put("trainingReceipt", trainingReceipt)
                .put("weightsHash", weightsHash)
                .put("featureSpec", featureSpec)
                .put("curvatureHash", curvatureHash)
                .put("medianSigma", medianSigma)
                .put("classes", classes)
                .put("seed", seed)
                .put("evalPpm", evalPpm)
                .put("gatePassed", gatePassed)
                .put("owner", owner)
                .put("ownerPayee", ownerPayee)
                .build();
    }
}
