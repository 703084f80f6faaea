// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.ExitCode;
import io.tributary.cli.JobFile;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.ChildEnd;
import io.tributary.cli.process.ChildJvm;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.tables.HostNumbers;
import io.tributary.tables.IngestAudit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs the ingestion job over what is in the topics, and reconciles its tables. */
public final class IngestSteps {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String MAIN = "io.tributary.ingestion.flink.IngestJob";

    private final Workspace workspace;

    /** Works in this workspace. */
    public IngestSteps(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Takes in what the topics hold now. */
    public Report drain() throws InterruptedException {
        return drain(Map.of());
    }

    /**
     * Takes in what the topics hold now.
     *
     * @param settings configuration keys with the values that they have for this run, whatever the file says
     */
    public Report drain(Map<String, String> settings) throws InterruptedException {
        // The job finds the embedded broker by itself, once it runs.
        workspace.bootstrapServers();
        JobFile files = JobFile.write(
                workspace.home().run(),
                "ingest-" + ProcessHandle.current().pid(),
                JsonObject.typed("tributary/job-ingest/v1").build());
        run(task(workspace, files.result(), settings));
        JsonObject result = files.read();
        files.delete();
        return Report.of(
                "took in " + result.text("contributions") + " contributions and " + result.text("inferences")
                        + " receipts in " + result.text("batches") + " batches, " + result.text("rejections")
                        + " refusals; complete up to " + result.text("offsets"),
                result);
    }

    /** The job that takes in what the topics hold when it starts, under these settings beyond the file's. */
    public static Engines.Task task(Workspace workspace, Path result, Map<String, String> settings) {
        List<String> arguments = arguments(workspace, settings);
        arguments.addAll(List.of("--drain", "--result", result.toString()));
        return new Engines.Task("ingest", EngineModule.INGEST, MAIN, List.of(), arguments);
    }

    private static List<String> arguments(Workspace workspace, Map<String, String> settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--home",
                workspace.home().folder().toString(),
                "--config",
                workspace.configurationFile().toString()));
        new TreeMap<>(settings).forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        return arguments;
    }

    /**
     * Takes in what the topics hold and what comes, until this process is told to end: with a JVM that is made for a long life, and as many
     * tasks as there are cores unless the configuration says how many.
     */
    public Report follow(Map<String, String> settings) throws InterruptedException {
        workspace.bootstrapServers();
        workspace.terminal().progress("follows the topics until Ctrl-C; 'tributary ingest status' tells how far it is");
        run(new Engines.Task(
                "ingest", EngineModule.INGEST, MAIN, EngineModule.THROUGHPUT, arguments(workspace, settings)));
        return Report.of(
                "the ingestion job has ended in good order", JsonObject.nested().build());
    }

    /** Without a broker the job would wait for one for ever. */
    private void run(Engines.Task task) throws InterruptedException {
        try (ChildJvm child =
                workspace.engines().start(task, workspace.terminal().progressOf("ingest"), line -> {})) {
            while (!child.awaitEnd(POLL)) {
                workspace.requireBroker();
            }
            ChildEnd end = child.await();
            if (!end.succeeded()) {
                workspace.requireBroker();
            }
            Engines.requireSuccess(end);
        }
    }

    /** Counts of both topics; the exit is 1 if they do not reconcile. */
    public Report audit() {
        List<IngestAudit.Report> topics =
                List.of(IngestAudit.contributions(workspace.lake()), IngestAudit.inferences(workspace.lake()));
        List<String> lines = new ArrayList<>();
        List<JsonObject> json = new ArrayList<>();
        boolean clean = true;
        for (IngestAudit.Report topic : topics) {
            clean &= topic.clean();
            lines.add(topic.topic() + ": " + topic.itemsIn() + " in = " + topic.accepted() + " accepted + "
                    + topic.rejected() + " rejected + " + topic.duplicates() + " duplicates, in " + topic.values()
                    + " Kafka records");
            topic.findings().forEach(finding -> lines.add("  wrong: " + finding));
            json.add(json(topic));
        }
        List<HostNumbers> hosts = HostNumbers.of(workspace.lake()).stream()
                .filter(host -> host.missing() > 0)
                .toList();
        hosts.forEach(host -> lines.add("  host " + host.host() + ": " + host.missing() + " of its numbers "
                + host.first() + " to " + host.last() + " have no receipt; it left them out, or they were refused"));
        Map<String, Long> rules = IngestStatus.rules(workspace);
        rules.forEach((rule, count) -> lines.add("  refused by " + rule + ": " + count));
        lines.add(clean ? "nothing lost, nothing doubled" : "the counts do not reconcile");
        List<JsonObject> ruleJson = rules.entrySet().stream()
                .map(rule -> JsonObject.nested()
                        .put("rule", rule.getKey())
                        .put("count", rule.getValue())
                        .build())
                .toList();
        return new Report(
                lines,
                JsonObject.nested()
                        .put("reconciles", clean)
                        .put("topics", json)
                        .put("rules", ruleJson)
                        .put("omitted", hosts.stream().map(IngestSteps::json).toList())
                        .build(),
                clean ? ExitCode.DONE : ExitCode.NO,
                topics.stream()
                        .flatMap(topic -> topic.findings().stream())
                        .findFirst()
                        .orElse(""));
    }

    private static JsonObject json(HostNumbers host) {
        return JsonObject.nested()
                .put("host", host.host())
                .put("numbers", host.missing())
                .put("first", host.first())
                .put("last", host.last())
                .build();
    }

    private static JsonObject json(IngestAudit.Report topic) {
        return JsonObject.nested()
                .put("topic", topic.topic())
                .put("in", topic.itemsIn())
                .put("accepted", topic.accepted())
                .put("rejected", topic.rejected())
                .put("duplicates", topic.duplicates())
                .put("findings", topic.findings())
                .build();
    }
}
