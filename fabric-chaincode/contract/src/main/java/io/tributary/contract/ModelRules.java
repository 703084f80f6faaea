// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.ModelRefusal;
import io.tributary.protocol.record.TrainingEntry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the log accepts about training runs and models: from a published version to a training to a model. */
final class ModelRules {
    static final long WHOLE_PPM = 1_000_000;
    private static final long EPOCHS_AHEAD_MAX = 1000;

    private ModelRules() {}

    static void check(ModelEntry entry) {
        if (entry.evalPpm() > WHOLE_PPM) {
            throw new ContractException(
                    ContractCode.ENTRY_INVALID, "evalPpm " + entry.evalPpm() + ", want at most " + WHOLE_PPM);
        }
        if (entry.datasetRoots().isEmpty()) {
            throw new ContractException(
                    ContractCode.ENTRY_INVALID,
                    "model " + entry.modelId() + " names no dataset root, want one or more");
        }
    }

    static void admit(Context context, TrainingEntry entry) {
        DatanetRules.requireDatanet(context, entry.datanet());
        Optional<Hash> root = DatanetRules.version(context, entry.datanet(), entry.version());
        if (root.isEmpty() || !root.get().equals(entry.datasetRoot())) {
            throw new ContractException(
                    ContractCode.DATASET_UNKNOWN,
                    "version " + entry.version() + " of " + entry.datanet() + " has root "
                            + root.map(Hash::hex).orElse("none") + ", the training says " + entry.datasetRoot());
        }
        Hash heldOutRoot = HeldOutRules.root(context, entry.datanet(), entry.version());
        if (!heldOutRoot.equals(entry.heldOutRoot())) {
            throw new ContractException(
                    ContractCode.HELD_OUT_WRONG,
                    "training on held-out root " + entry.heldOutRoot() + ", " + entry.datanet() + " version "
                            + entry.version() + " has " + heldOutRoot);
        }
        context.state()
                .create(
                        trainingKey(entry.leafHash()),
                        JsonObject.nested()
                                .put("datasetRoot", entry.datasetRoot())
                                .put("method", entry.method())
                                .put("trainer", entry.trainer())
                                .build());
    }

    static void admit(Context context, ModelEntry entry) {
        JsonObject training = context.state()
                .get(trainingKey(entry.trainingReceipt()))
                .orElseThrow(() -> new ContractException(
                        ContractCode.TRAINING_UNKNOWN,
                        "model " + entry.modelId() + " names training " + entry.trainingReceipt()
                                + ", which is not in the log"));
        boolean fits = entry.datanetVersions().equals(List.of(trainedOn(context, entry.trainingReceipt())))
                && entry.datasetRoots().contains(training.hash("datasetRoot"))
                && entry.method().equals(training.text("method"))
                && entry.trainer().equals(training.text("trainer"));
        if (!fits) {
            throw new ContractException(
                    ContractCode.TRAINING_MISMATCH,
                    "model " + entry.modelId()
                            + " has another Datanet version, data set, method or trainer than its training "
                            + entry.trainingReceipt());
        }
        requireFloor(context, entry);
        entry.datasetRoots().forEach(root -> DatanetRules.requireDataset(context, root));
        StateKey nameKey = StateKey.of("model-name", entry.modelId());
        if (context.state().has(nameKey)) {
            throw new ContractException(
                    ContractCode.MODEL_CONFLICT, "model " + entry.modelId() + " exists with other properties");
        }
        context.state()
                .create(
                        nameKey,
                        JsonObject.nested().put("leafHash", entry.leafHash()).build());
        context.state()
                .create(
                        modelKey(entry.leafHash()),
                        JsonObject.nested()
                                .put("datasetRoots", entry.datasetRoots())
                                .put("gatePassed", entry.gatePassed())
                                .put("method", entry.method())
                                .put("modelId", entry.modelId())
                                .build());
    }

    /** Whoever trains says whether its gate passed; what it got right is recomputed by members, so with a floor the word is checked, too. */
    private static void requireFloor(Context context, ModelEntry entry) {
        OptionalLong floor = Parameters.modelFloor(context);
        if (entry.gatePassed() && floor.isPresent() && entry.evalPpm() < floor.getAsLong()) {
            throw new ContractException(
                    ContractCode.MODEL_GATED,
                    "model " + entry.modelId() + " got " + entry.evalPpm() + " in a million right, "
                            + Parameters.MODEL_FLOOR + " is " + floor.getAsLong()
                            + ", and it says that its gate passed");
        }
    }

    /** Refuses a model from an epoch on that is not final yet; enough organisations must have found that it cannot be trained again. */
    static void admit(Context context, ModelRefusal entry) {
        JsonObject model = requireModel(context, entry.model());
        long firstOpen = Epochs.last(context).epoch() + 1;
        if (entry.fromEpoch() < firstOpen || entry.fromEpoch() - firstOpen > EPOCHS_AHEAD_MAX) {
            throw new ContractException(
                    ContractCode.ENTRY_INVALID,
                    "model " + model.text("modelId") + " refused from epoch " + entry.fromEpoch() + ", want "
                            + firstOpen + " to " + (firstOpen + EPOCHS_AHEAD_MAX));
        }
        StateKey key = refusalKey(entry.model());
        if (context.state().has(key)) {
            throw new ContractException(
                    ContractCode.MODEL_CONFLICT, "model " + model.text("modelId") + " is refused already");
        }
        Approvals.require(context, "the refusal of model " + model.text("modelId"), entry);
        context.state()
                .create(
                        key,
                        JsonObject.nested().put("fromEpoch", entry.fromEpoch()).build());
    }

    /** The first of these models that an epoch does not pay for, if there is one. */
    static Optional<Hash> refused(Context context, List<Hash> modelHashes, long epoch) {
        for (Hash modelHash : modelHashes) {
            Optional<JsonObject> refusal = context.state().get(refusalKey(modelHash));
            if (refusal.isPresent() && refusal.get().integer("fromEpoch") <= epoch) {
                return Optional.of(modelHash);
            }
        }
        return Optional.empty();
    }

    /**
     * The Datanet version that a training names: what contributors to its models are paid under. A model that said another one would get
     * shares of a subject that no model has, by which anybody could contest its epochs.
     */
    private static String trainedOn(Context context, Hash trainingHash) {
        JsonObject entry =
                context.state().get(Log.entryKey(trainingHash)).orElseThrow().object("entry");
        TrainingEntry training = TrainingEntry.of(entry);
        return training.datanet() + "/v" + training.version();
    }

    /** What the log says about a model by its entry's hash: datasetRoots, gatePassed, method and modelId. */
    static JsonObject requireModel(Context context, Hash leafHash) {
        return context.state()
                .get(modelKey(leafHash))
                .orElseThrow(() -> new ContractException(
                        ContractCode.MODEL_UNKNOWN, "model entry " + leafHash + " is not in the log"));
    }

    private static StateKey trainingKey(Hash leafHash) {
        return StateKey.of("training", leafHash);
    }

    private static StateKey refusalKey(Hash leafHash) {
        return StateKey.of("model-refusal", leafHash);
    }

    private static StateKey modelKey(Hash leafHash) {
        return StateKey.of("model", leafHash);
    }
}
