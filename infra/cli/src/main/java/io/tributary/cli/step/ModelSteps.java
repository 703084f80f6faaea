// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.HeldOutEntry;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.protocol.record.VersionEntry;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Trains models and shows them. */
public final class ModelSteps {
    private static final String TRAIN_MAIN = "io.tributary.pipelines.TrainJob";
    private static final String TRAIN_TYPE = "tributary/job-train/v1";

    private final Workspace workspace;

    private final LocalDate day;

    /** Works in this workspace, today. */
    public ModelSteps(Workspace workspace) {
        this(workspace, LocalDate.now(ZoneOffset.UTC));
    }

    /** Works in this workspace on this day: consents that lapsed before it are no consents. */
    public ModelSteps(Workspace workspace, LocalDate day) {
        this.workspace = workspace;
        this.day = day;
    }

    /** Trains as the file says and puts the training and the model on the ledger. */
    public Report train(Path file) throws InterruptedException {
        return train(ModelFile.read(file));
    }

    /** Trains and puts the training and the model on the ledger; the same training again gives the same model. */
    public Report train(ModelFile file) throws InterruptedException {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        LedgerView view = LedgerView.of(ledger);
        VersionEntry version = view.version(file.datanet(), file.version())
                .orElseThrow(() -> new InvalidInputException("the ledger has no version " + file.datanet() + "/v"
                        + file.version() + "; 'tributary datanet publish " + file.datanet() + "' makes the next one"));
        DatanetEntry datanet = view.datanet(file.datanet()).orElseThrow();
        String ownerPayee = NetworkStep.payee(ledger, datanet.owner());
        HeldOutEntry heldOut = HeldOutSteps.require(view, file.datanet(), file.version());
        long floorPpm = Math.max(file.floorPpm(), networkFloorPpm(ledger));
        Optional<ModelEntry> before =
                trained(view, file, version, floorPpm, heldOut.root(), datanet.owner(), ownerPayee);
        if (before.isPresent()) {
            return report(before.get(), new StoredModels(workspace.lake()).rows(before.get()), "trained before: ");
        }
        new UseCheck(workspace.lake(), new HeldOutFiles(workspace.home()).heldOut(datanet.slug(), version.version()))
                .requireTrainable(version, TermsInForce.rules(workspace.lake(), view, datanet.slug()), day);
        new HeldOutSteps(workspace).open(heldOut);
        JsonObject job = JsonObject.typed(TRAIN_TYPE)
                .put("name", file.name())
                .put("datanet", file.datanet())
                .put("version", file.version())
                .put("datasetRoot", version.root())
                .put("heldOutRoot", heldOut.root())
                .put("trainer", file.trainer())
                .put("lambdaQ24", file.lambdaQ24())
                .put("repeats", view.repeatRule(file.datanet(), file.version()).id())
                .put("floorPpm", floorPpm)
                .put("owner", datanet.owner())
                .put("ownerPayee", ownerPayee)
                .build();
        JsonObject result =
                new SparkJobs(workspace).run("train", EngineModule.PIPELINES, TRAIN_MAIN, SparkJobs.Work.HEAVY, job);
        TrainingEntry training = TrainingEntry.of(result.object("training"));
        ModelEntry model = ModelEntry.of(result.object("model"));
        ledger.append(List.of(training, model));
        return report(model, result.integer("rows"), "");
    }

    /** What the network asks of every model; 0 if nothing. */
    private static long networkFloorPpm(Ledger ledger) {
        String floor = ledger.parameters(ParameterStep.firstFree(ledger)).get(Names.MODEL_FLOOR);
        return floor == null ? 0 : Long.parseLong(floor);
    }

    /** The model of the very same training, if the ledger has it: then its tables are complete too. */
    private static Optional<ModelEntry> trained(
            LedgerView view,
            ModelFile file,
            VersionEntry version,
            long floorPpm,
            Hash heldOutRoot,
            String owner,
            String ownerPayee) {
        return view.models().stream()
                .filter(model -> model.owner().equals(owner)
                        && model.ownerPayee().equals(ownerPayee)
                        && model.gatePassed() == model.evalPpm() >= floorPpm)
                .filter(model -> view.training(model.trainingReceipt())
                        .filter(training -> training.name().equals(file.name())
                                && training.datasetRoot().equals(version.root())
                                && training.heldOutRoot().equals(heldOutRoot)
                                && training.trainer().equals(file.trainer())
                                && training.lambdaQ24() == file.lambdaQ24())
                        .isPresent())
                .findFirst();
    }

    private static Report report(ModelEntry model, long rows, String prefix) {
        List<String> lines = new ArrayList<>(describe(model));
        lines.set(0, prefix + lines.get(0));
        lines.add("passages  " + rows);
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("modelId", model.modelId())
                        .put("modelHash", model.leafHash())
                        .put("weightsHash", model.weightsHash())
                        .put("evalPpm", model.evalPpm())
                        .put("gatePassed", model.gatePassed())
                        .put("rows", rows)
                        .build());
    }

    /** All models of the ledger. */
    public Report list() {
        List<ModelEntry> models =
                LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION)).models();
        List<String> lines = new ArrayList<>();
        for (ModelEntry model : models) {
            lines.add(model.modelId() + "  " + model.kind() + "  " + String.join(",", model.datanetVersions()) + "  "
                    + model.trainer() + "  held-out accuracy " + percent(model.evalPpm()));
        }
        if (lines.isEmpty()) {
            lines.add("no model yet; 'tributary model train model.yaml' makes one");
        }
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("models", models.stream().map(ModelEntry::toJson).toList())
                        .build());
    }

    /** One model of the ledger. */
    public Report show(String idOrName) {
        LedgerView view = LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
        ModelEntry model = require(view, idOrName);
        List<String> lines = new ArrayList<>(describe(model));
        lines.add("repeats   left out by " + String.join(", ", repeatRules(model, view)));
        return Report.of(lines, model.toJson());
    }

    /** The model of that id, or the newest of that name. */
    static ModelEntry require(LedgerView view, String idOrName) {
        return view.model(idOrName)
                .orElseThrow(() -> new InvalidInputException(
                        "no model " + idOrName + "; 'tributary model list' shows those that exist"));
    }

    private static List<String> describe(ModelEntry model) {
        return List.of(
                "model     " + model.modelId() + " (" + model.kind() + ", " + model.method() + ", trainer "
                        + model.trainer() + ")",
                "trained   on " + String.join(", ", model.datanetVersions()) + ", classes "
                        + String.join(", ", model.classes()),
                "weights   " + model.weightsHash(),
                "features  " + model.featureSpec(),
                "curvature " + model.curvatureHash(),
                "quality   " + percent(model.evalPpm()) + " of the held-out passages right, gate "
                        + (model.gatePassed() ? "passed" : "not passed: serves no paid epoch"),
                "owner     " + model.owner());
    }

    /** The rules by which passages that repeat others were left out of the versions that a model was trained on. */
    private static List<String> repeatRules(ModelEntry model, LedgerView view) {
        return model.datanetVersions().stream()
                .map(version -> version.split("/v", 2))
                .map(parts ->
                        view.repeatRule(parts[0], Long.parseLong(parts[1])).id())
                .distinct()
                .toList();
    }

    private static String percent(long ppm) {
        return ppm / 10_000 + "." + ppm / 1000 % 10 + " %";
    }
}
