// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.demo;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.AskStep;
import io.tributary.cli.step.ContributeSteps;
import io.tributary.cli.step.DatanetSteps;
import io.tributary.cli.step.EpochSteps;
import io.tributary.cli.step.IngestSteps;
import io.tributary.cli.step.LabSteps;
import io.tributary.cli.step.LedgerSteps;
import io.tributary.cli.step.MirrorSteps;
import io.tributary.cli.step.ModelFile;
import io.tributary.cli.step.ModelSteps;
import io.tributary.cli.step.Names;
import io.tributary.cli.step.TextLine;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The whole path, stage by stage; each stage is a step that a command runs too, and each may be run again. */
final class DemoPath {
    private static final String SLUG = "speeches";
    private static final String TITLE = "State of the Union addresses";
    private static final String LICENCE = "CC0-1.0";
    private static final String COPYIST = "zoe-copyist";
    private static final String MODEL = "era";
    private static final long EPOCH = 1;
    private static final int STAGES = 17;
    private static final long DEPOSIT_MICROS = 100_000_000;
    private static final List<String> PAYERS = List.of("payer-a", "payer-b");

    private final Workspace workspace;
    private final DemoOptions options;
    private final DemoTimes times;
    private final Stages stages;
    private final Speeches speeches = Speeches.read();

    DemoPath(Workspace workspace, DemoOptions options, DemoTimes times) {
        this.workspace = workspace;
        this.options = options;
        this.times = times;
        this.stages = new Stages(workspace.terminal(), STAGES);
    }

    Report run() throws Exception {
        DemoReport report = new DemoReport(workspace, options);
        intake(report);
        inference(report);
        accounts(report);
        settlement(report);
        return report.build(stages.seconds());
    }

    private void intake(DemoReport report) throws Exception {
        DatanetSteps datanets = new DatanetSteps(workspace);
        stages.run(
                "create",
                "a network of three organisations, and a Datanet with a committed held-out set",
                () -> datanets.create(SLUG, TITLE, LICENCE, Names.FIRST_ORGANISATION, speeches.all()));
        report.contributed(stages.run("contribute", "contributions, sealed and signed, to Kafka", this::contribute));
        stages.run("plant", "bad input among them, one of each kind", this::plant);
        stages.run(
                "ingest", "Flink verifies every batch and stores it exactly once", new IngestSteps(workspace)::drain);
        report.version(stages.run(
                "publish",
                "a version: anchored, duplicates left out, tagged, its root on the ledger",
                () -> datanets.publish(SLUG)));
    }

    private void inference(DemoReport report) throws Exception {
        IngestSteps ingest = new IngestSteps(workspace);
        report.model(stages.run(
                "train",
                "a model whose every bit follows from the version",
                () -> new ModelSteps(workspace).train(modelFile())));
        report.deposited(stages.run("deposit", "money in before money out", this::deposit));
        report.asked(stages.run(
                "ask",
                "paid answers on passages that no model was trained on",
                () -> new AskStep(workspace, times).heldOut(MODEL, questions(), Optional.empty())));
        stages.run("receipts", "the host's receipts through Kafka and Flink", ingest::drain);
        workspace.releaseBroker();
        report.audited(stages.run("audit", "nothing lost, nothing doubled", ingest::audit));
        stages.run("mirror", "the ledger's log as a table", new MirrorSteps(workspace)::once);
    }

    private void accounts(DemoReport report) throws Exception {
        EpochSteps epoch = new EpochSteps(workspace);
        stages.run(
                "seal",
                "which receipts belong to the epoch, decided once",
                () -> epoch.seal(EPOCH, OptionalLong.of(times.windowEndMillis())));
        stages.run(
                "attribute",
                "exact influence of every passage on every answer, in Spark",
                () -> epoch.attribute(EPOCH, Optional.empty()));
        stages.run("propose", "the epoch record on the ledger", () -> epoch.propose(EPOCH, Names.FIRST_ORGANISATION));
        stages.run(
                "attest",
                "every organisation recomputes it by itself and signs",
                () -> new Members(workspace).attest(EPOCH));
        stages.run("finalise", "final, and open for claims", () -> epoch.finalise(EPOCH, Names.FIRST_ORGANISATION));
        report.epoch(epoch.show(EPOCH));
    }

    private void settlement(DemoReport report) throws Exception {
        report.settled(stages.run(
                "claim",
                "one payout: proof, check without a network, claim",
                () -> new Settlement(workspace).run(EPOCH)));
        new MirrorSteps(workspace).once();
    }

    private Report contribute() throws InterruptedException {
        return new ContributeSteps(workspace, times).send(SLUG, lines());
    }

    private List<TextLine> lines() {
        int documents = options.documents().orElse(workspace.configuration().integer(Key.DEMO_DOCUMENTS_MAX));
        List<TextLine> train = speeches.train(documents);
        List<TextLine> lines = new ArrayList<>(train);
        lines.addAll(speeches.copies(train, COPYIST));
        return lines;
    }

    /** Once: what came of it is counted. */
    private Report plant() throws InterruptedException, IOException {
        Path done = workspace.home().outbox().resolve("planted");
        if (Files.exists(done)) {
            return Report.of("planted before", JsonObject.nested().build());
        }
        new ContributeSteps(workspace, times).retransmit(SLUG, lines());
        Report planted = new LabSteps(workspace).plant(SLUG);
        Files.createFile(done);
        return planted;
    }

    private Report deposit() {
        LedgerSteps ledger = new LedgerSteps(workspace);
        List<String> lines = new ArrayList<>();
        long sum = 0;
        for (String payer : PAYERS) {
            Report report = ledger.deposit(payer, DEPOSIT_MICROS, Optional.of("d-" + payer + "-1"));
            lines.addAll(report.lines());
            sum = Math.addExact(sum, DEPOSIT_MICROS);
        }
        return Report.of(lines, JsonObject.nested().put("deposits", sum).build());
    }

    private static ModelFile modelFile() throws IOException {
        try (InputStream in = DemoPath.class.getResourceAsStream("model.yaml")) {
            return ModelFile.parse("model.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private int questions() {
        return options.questions().orElse(workspace.configuration().integer(Key.DEMO_QUESTIONS));
    }
}
