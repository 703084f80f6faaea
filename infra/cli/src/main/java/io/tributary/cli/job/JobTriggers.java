// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.job;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.Names;
import io.tributary.contract.EpochStatus;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.EpochState;
import io.tributary.scheduler.run.JobRun;
import io.tributary.scheduler.run.JobRunner;
import io.tributary.scheduler.workflow.Workflow;
import io.tributary.tables.AttributionTables;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * Starts a run for each thing that is there and has none. The state decides, not an event: late, lost and doubled events
 * make no difference, and the key is what is made.
 */
final class JobTriggers {
    private final Workspace workspace;
    private final JobRunner runner;

    JobTriggers(Workspace workspace, JobRunner runner) {
        this.workspace = workspace;
        this.runner = runner;
    }

    /**
     * Starts what is missing.
     *
     * @param on {@code sealed}, {@code proposal}, {@code snapshot:TABLE} or {@code tag:TABLE}
     * @param parameter of the workflow that gets the epoch, snapshot id or tag
     */
    Report run(Workflow workflow, String on, String parameter, Map<String, String> given) {
        List<String> lines = new ArrayList<>();
        List<JsonObject> json = new ArrayList<>();
        for (Map.Entry<String, String> made : made(on).entrySet()) {
            Optional<JobRun> before = runner.runs(workflow.name()).stream()
                    .filter(run -> run.key().equals(made.getKey()))
                    .findFirst();
            if (before.isEmpty()) {
                Map<String, String> values = new HashMap<>(given);
                values.put(parameter, made.getValue());
                JobRun run =
                        runner.start(workflow, made.getKey(), workflow.values(values, LocalDate.now(workflow.zone())));
                lines.add("started " + JobReports.line(run));
                json.add(JobReports.json(run));
            }
        }
        return Report.of(
                lines.isEmpty() ? List.of("nothing new for " + workflow.name() + " on " + on) : lines,
                JsonObject.nested()
                        .put("workflow", workflow.name())
                        .put("started", json)
                        .build());
    }

    /** Keys of runs, and the values of the parameter. */
    private Map<String, String> made(String on) {
        if (on.equals("sealed")) {
            return sealed();
        }
        if (on.equals("proposal")) {
            return proposals();
        }
        if (on.matches("(snapshot|tag):[a-z_]+\\.[a-z][a-z0-9_]*")) {
            String[] name = on.substring(on.indexOf(':') + 1).split("\\.");
            Table table = workspace.lake().table(name[0], name[1]);
            return on.startsWith("tag:") ? tags(table) : snapshot(table);
        }
        throw new InvalidInputException(
                "--on is '" + on + "', want sealed, proposal, snapshot:TABLE or tag:TABLE, as tag:datanets.speeches");
    }

    private Map<String, String> sealed() {
        Map<String, String> epochs = new LinkedHashMap<>();
        Map<String, String> properties =
                workspace.lake().table(AttributionTables.RECEIPTS_TABLE).properties();
        // An adjustment has a number and no seal, so that the numbers have gaps.
        long last = workspace.ledger(Names.FIRST_ORGANISATION).lastEpoch().epoch() + 1;
        for (long epoch = 1; epoch <= last; epoch++) {
            if (properties.containsKey(AttributionTables.sealProperty(epoch))) {
                epochs.put("epoch-" + epoch, Long.toString(epoch));
            }
        }
        return epochs;
    }

    private Map<String, String> proposals() {
        Map<String, String> epochs = new LinkedHashMap<>();
        Optional<EpochStatus> status =
                workspace.ledger(Names.FIRST_ORGANISATION).epochStatus(1);
        for (long epoch = 1; status.isPresent(); epoch++) {
            if (status.get().state() == EpochState.PROPOSED) {
                // A proposal that takes another's place is another thing to attest.
                epochs.put("epoch-" + epoch + "-round-" + status.get().round(), Long.toString(epoch));
            }
            status = workspace.ledger(Names.FIRST_ORGANISATION).epochStatus(epoch + 1);
        }
        return epochs;
    }

    private static Map<String, String> tags(Table table) {
        Map<String, String> tags = new LinkedHashMap<>();
        table.refs().entrySet().stream()
                .filter(ref -> ref.getValue().isTag())
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(tag -> tags.put(tag, tag));
        return tags;
    }

    private static Map<String, String> snapshot(Table table) {
        return table.currentSnapshot() == null
                ? Map.of()
                : Map.of(
                        "snapshot-" + table.currentSnapshot().snapshotId(),
                        Long.toString(table.currentSnapshot().snapshotId()));
    }
}
