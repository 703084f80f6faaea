// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.LotSeed;
import io.tributary.influence.PayRule;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.HeldOutEntry;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.protocol.record.VersionEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Models made again and found to be those of the ledger. */
final class RebuiltModels {
    private final EpochInputs inputs;
    private final LedgerView ledger;
    private final Consumer<String> progress;
    private final boolean keeps;
    private final Map<String, Rebuilt> models = new HashMap<>();

    private RebuiltModels(EpochInputs inputs, LedgerView ledger, Consumer<String> progress, boolean keeps) {
        this.inputs = inputs;
        this.ledger = ledger;
        this.progress = progress;
        this.keeps = keeps;
    }

    /** Each model is trained whenever it is asked for, and its memory is the caller's. */
    static RebuiltModels fresh(EpochInputs inputs, LedgerView ledger, Consumer<String> progress) {
        return new RebuiltModels(inputs, ledger, progress, false);
    }

    /** Each model is trained once and kept until {@link #keepOnly}. */
    static RebuiltModels kept(EpochInputs inputs, LedgerView ledger, Consumer<String> progress) {
        return new RebuiltModels(inputs, ledger, progress, true);
    }

    /** A model made again, and what its rows weigh by each rule that was asked for. */
    static final class Rebuilt {
        private final VersionEntry version;
        private final RebuiltModel model;
        private final LotSeed seed;
        private final List<LabelledRow> heldOut;
        private final Map<String, DataWeights> weights = new HashMap<>();

        private Rebuilt(VersionEntry version, RebuiltModel model, LotSeed seed, List<LabelledRow> heldOut) {
            this.version = version;
            this.model = model;
            this.seed = seed;
            this.heldOut = List.copyOf(heldOut);
        }

        /** What it is trained on. */
        VersionEntry version() {
            return version;
        }

        /** The model. */
        RebuiltModel model() {
            return model;
        }

        /** What its contributors weigh by a rule. */
        DataWeights weights(PayRule rule) {
            return weights.computeIfAbsent(rule.id(), id -> new DataWeights(model, rule, seed, heldOut));
        }
    }

    /**
     * The model of an entry.
     *
     * @throws RefusedException naming what differs from the ledger
     */
    Rebuilt get(ModelEntry entry) {
        Rebuilt before = models.get(entry.modelId());
        if (before != null) {
            return before;
        }
        Rebuilt rebuilt = train(entry);
        if (keeps) {
            models.put(entry.modelId(), rebuilt);
        }
        return rebuilt;
    }

    /** Gives back the memory of all models but these. */
    void keepOnly(Set<String> modelIds) {
        models.keySet().retainAll(modelIds);
    }

    private Rebuilt train(ModelEntry entry) {
        TrainingEntry training = ledger.training(entry.trainingReceipt())
                .orElseThrow(() ->
                        new RefusedException("the training of model " + entry.modelId() + " is not on the ledger"));
        VersionEntry version = ledger.version(training.datanet(), training.version())
                .orElseThrow(() ->
                        new RefusedException(training.datanet() + "/v" + training.version() + " is not on the ledger"));
        HeldOutEntry heldOut = ledger.heldOut(training.datanet(), training.version())
                .orElseThrow(() -> new RefusedException(
                        training.datanet() + "/" + version.tag() + " has no held-out set on the ledger"));
        progress.accept("reading " + version.recordCount() + " texts of " + training.datanet() + "/" + version.tag());
        List<HeldOutItem> items = inputs.heldOut(training.datanet(), heldOut.root());
        Set<String> judged = items.stream().map(HeldOutItem::label).collect(Collectors.toSet());
        RebuiltModel model = RebuiltModel.train(
                CreditedTexts.of(inputs.texts(version), ledger.provenance(version.datanet(), version.version()))
                        .labelled(judged),
                ledger.repeatRule(version.datanet(), version.version()),
                Math.toIntExact(training.lambdaQ24()),
                inputs.start(entry.modelId(), training.startHash()),
                progress);
        LotSeed seed =
                LotSeed.of(version.root(), items.stream().map(HeldOutItem::salt).toList());
        return new Rebuilt(version, model, seed, new ModelCheck(entry, model).heldOut(items));
    }
}
