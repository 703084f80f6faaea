// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maintains the lake's tables, or says what that would do. */
public final class MaintainStep {
    private static final String MAIN = "io.tributary.pipelines.MaintainJob";
    private static final String TYPE = "tributary/job-maintain/v1";
    private static final Pattern AGE = Pattern.compile("([0-9]{1,5})([dhms])");
    private static final Duration ORPHAN_AGE_MIN = Duration.ofDays(1);
    private static final List<String> COUNTS =
            List.of("files", "manifests", "snapshotsExpired", "orphans", "statistics");

    private final Workspace workspace;
    private final Clock clock;

    /** Works in this workspace. */
    public MaintainStep(Workspace workspace) {
        this(workspace, Clock.systemUTC());
    }

    /** Works in this workspace at another time. */
    public MaintainStep(Workspace workspace, Clock clock) {
        this.workspace = workspace;
        this.clock = clock;
    }

    /** Says what there is to do. */
    public Report plan(List<String> tables, String age) throws InterruptedException {
        return run(tables, age, false);
    }

    /** Does it. */
    public Report apply(List<String> tables, String age) throws InterruptedException {
        return run(tables, age, true);
    }

    private Report run(List<String> tables, String age, boolean apply) throws InterruptedException {
        Duration older = age(age);
        // A writer makes its files before it commits them, so young ones are nobody's orphans.
        Duration orphans = older.compareTo(ORPHAN_AGE_MIN) < 0 ? ORPHAN_AGE_MIN : older;
        JsonObject job = JsonObject.typed(TYPE)
                .put("tables", tables)
                .put("olderThanMillis", clock.millis() - older.toMillis())
                .put("orphansOlderThanMillis", clock.millis() - orphans.toMillis())
                .put("apply", apply)
                .build();
        JsonObject result =
                new SparkJobs(workspace).run("maintain", EngineModule.PIPELINES, MAIN, SparkJobs.Work.LIGHT, job);
        List<String> lines = new ArrayList<>();
        for (JsonObject table : result.objects("tables")) {
            if (COUNTS.stream().anyMatch(count -> table.integer(count) > 0)) {
                lines.add(line(table));
            }
        }
        lines.add(
                0,
                result.objects("tables").size() + " tables, " + lines.size()
                        + (apply ? " maintained" : " with something to do; --apply does it"));
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("apply", apply)
                        .put("tables", result.objects("tables"))
                        .build());
    }

    private static String line(JsonObject table) {
        return "  " + table.text("table") + "  " + table.text("files") + " small files, " + table.text("manifests")
                + " manifests, " + table.text("snapshotsExpired") + " snapshots (" + table.text("snapshotsKept")
                + " kept), " + table.text("orphans") + " orphan files"
                + (table.integer("statistics") > 0 ? ", statistics" : "");
    }

    /** A length of time, as {@code 7d}. */
    static Duration age(String text) {
        Matcher age = AGE.matcher(text);
        if (!age.matches()) {
            throw new InvalidInputException("--older-than is '" + text + "', want for example 7d, 36h or 30m");
        }
        long count = Long.parseLong(age.group(1));
        return switch (age.group(2)) {
            case "d" -> Duration.ofDays(count);
            case "h" -> Duration.ofHours(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofSeconds(count);
        };
    }
}
