// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.job;

import io.tributary.cli.Workspace;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.scheduler.client.RunState;
import io.tributary.scheduler.run.JobRun;
import io.tributary.scheduler.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NoSuchTableException;

/**
 * What a run would read, and how long runs took.
 *
 * @param lines for people
 * @param json one object for each table
 * @param seconds the mean of the last runs that succeeded; 0 if there is none
 */
record JobEstimate(List<String> lines, List<JsonObject> json, long seconds) {
    private static final int RUNS = 5;

    JobEstimate {
        lines = List.copyOf(lines);
        json = List.copyOf(json);
    }

    static JobEstimate of(Workspace workspace, Workflow workflow, List<JobRun> runs) {
        List<String> lines = new ArrayList<>();
        List<JsonObject> json = new ArrayList<>();
        for (String input : workflow.inputs()) {
            Map<String, String> summary = summary(workspace, input);
            long rows = Long.parseLong(summary.getOrDefault("total-records", "0"));
            long bytes = Long.parseLong(summary.getOrDefault("total-files-size", "0"));
            lines.add("reads " + input + ": " + rows + " rows, " + bytes + " bytes");
            json.add(JsonObject.nested()
                    .put("table", input)
                    .put("rows", rows)
                    .put("bytes", bytes)
                    .build());
        }
        LongSummaryStatistics seconds = runs.stream()
                .filter(run -> run.state() == RunState.SUCCEEDED && run.attempts() == 1)
                .limit(RUNS)
                .mapToLong(run -> Duration.between(time(run.startedAt()), time(run.endedAt()))
                        .toSeconds())
                .summaryStatistics();
        long mean = seconds.getCount() == 0 ? 0 : seconds.getSum() / seconds.getCount();
        lines.add(
                seconds.getCount() == 0
                        ? "takes: not known, no run has succeeded yet"
                        : "takes: about " + mean + " s, as the last " + seconds.getCount() + " runs did");
        return new JobEstimate(lines, json, mean);
    }

    private static Map<String, String> summary(Workspace workspace, String input) {
        int dot = input.indexOf('.');
        try {
            Table table = workspace.lake().table(input.substring(0, dot), input.substring(dot + 1));
            Snapshot snapshot = table.currentSnapshot();
            return snapshot == null ? Map.of() : snapshot.summary();
        } catch (NoSuchTableException e) {
            // It is made by an earlier step.
            return Map.of();
        }
    }

    /** A moment as a server writes it, or as this machine does. */
    static Instant time(String text) {
        return text.endsWith("Z")
                ? Instant.parse(text)
                : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }
}
