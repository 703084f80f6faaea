// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.document.FileLimits;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import io.tributary.cli.step.ContributeSteps;
import io.tributary.cli.step.ContributionTerms;
import io.tributary.cli.step.IngestSteps;
import io.tributary.cli.step.NetworkStep;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.IngestAudit;
import io.tributary.tables.TableReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.expressions.Expressions;

/** Offers hostile files to the readers of contributions, in a JVM with a small heap, and then good ones, which must go in. */
public final class LabHostile {
    private static final String MAIN = "io.tributary.cli.document.ReadFiles";
    private static final String CONTRIBUTOR = "lab-hostile";
    private static final String HEAP = "-Xmx64m";

    private final Workspace workspace;
    private final long lineBytes;

    /** With a line of this length among the files. */
    public LabHostile(Workspace workspace, long lineBytes) {
        if (lineBytes <= FileLimits.DEFAULT.lineBytesMax()) {
            throw new InvalidInputException("the long line: got " + lineBytes + " bytes, want more than "
                    + FileLimits.DEFAULT.lineBytesMax() + ", which are taken");
        }
        this.workspace = Objects.requireNonNull(workspace, "workspace");
        this.lineBytes = lineBytes;
    }

    /** Offers them all; the exit is 1 if one is not refused by its rule, or a good one does not arrive. */
    public Report run() throws InterruptedException {
        new NetworkStep(workspace).ensure();
        new LabParties(workspace, 0).register();
        Path folder = workspace.home().run().resolve("hostile");
        List<String> wrong = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        List<JsonObject> json = new ArrayList<>();
        try {
            HostileFiles files = new HostileFiles(folder);
            List<HostileFile> hostile = files.write(lineBytes);
            List<Path> good = files.good();
            Map<String, String> answers = read(hostile, good);
            for (HostileFile file : hostile) {
                String answer = answers.getOrDefault(file.file().toString(), "no answer");
                boolean right = answer.equals("refused " + file.rule().id());
                lines.add((right ? "  " : "  wrong: ") + file.what() + ": " + answer + ", want refused "
                        + file.rule().id());
                if (!right) {
                    wrong.add(file.what() + ": " + answer);
                }
                json.add(JsonObject.nested()
                        .put("what", file.what())
                        .put("rule", file.rule().id())
                        .put("answer", answer)
                        .build());
            }
            long rows = contribute(good);
            if (rows != HostileFiles.GOOD_ROWS) {
                wrong.add(rows + " rows of the good files arrived, want " + HostileFiles.GOOD_ROWS);
            }
            wrong.addAll(IngestAudit.contributions(workspace.lake()).findings());
            lines.add(
                    0,
                    "offered " + hostile.size() + " hostile files to a JVM with " + HEAP + ", then " + good.size()
                            + " good ones: " + rows + " rows arrived");
        } catch (IOException e) {
            throw new UnavailableException("can't write the files in " + folder + ": " + e.getMessage(), e);
        } finally {
            delete(folder);
        }
        lines.add(wrong.isEmpty() ? "each refused by its rule, the good ones taken" : "not as it must be");
        JsonObject result =
                JsonObject.nested().put("files", json).put("findings", wrong).build();
        return wrong.isEmpty() ? Report.of(lines, result) : new Report(lines, result, ExitCode.NO, wrong.get(0));
    }

    /** Reads all in one child, a good file between any two hostile ones; answers by file. */
    private Map<String, String> read(List<HostileFile> hostile, List<Path> good) throws InterruptedException {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < hostile.size(); i++) {
            arguments.add(hostile.get(i).file().toString());
            arguments.add(good.get(i % good.size()).toString());
        }
        Map<String, String> answers = new HashMap<>();
        Engines.Task task =
                new Engines.Task("hostile", EngineModule.COMMAND, MAIN, List.of(HEAP), List.copyOf(arguments));
        workspace.engines().run(task, progress -> {}, line -> {
            String[] words = line.split(" ", 3);
            if (words.length == 3) {
                answers.put(words[2], words[0] + " " + words[1]);
            }
        });
        for (Path file : good) {
            if (!answers.getOrDefault(file.toString(), "").startsWith("read ")) {
                answers.put(hostile.get(0).file().toString(), "the good " + file.getFileName() + " was not read");
            }
        }
        return answers;
    }

    private long contribute(List<Path> good) throws InterruptedException {
        new ContributeSteps(workspace)
                .contribute(
                        new ContributeSteps.Sending(
                                LabParties.DATANET, good, Optional.of(CONTRIBUTOR), ContributionTerms.DEFAULT),
                        Optional.empty(),
                        Optional.empty());
        new IngestSteps(workspace).drain();
        return TableReader.of(workspace.lake().table(BronzeTables.CONTRIBUTIONS_TABLE))
                .where(Expressions.equal(BronzeTables.CONTRIBUTOR, CONTRIBUTOR))
                .count();
    }

    private static void delete(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UnavailableException("can't remove " + folder + ": " + e.getMessage(), e);
        }
    }
}
