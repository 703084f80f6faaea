// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.tables.VersionDiff;
import java.util.ArrayList;
import java.util.List;

/** Compares two versions of a Datanet. */
public final class DiffStep {
    private static final int LINES_SHOWN_MAX = 100;

    private final Workspace workspace;

    /** Works in this workspace. */
    public DiffStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * What the later of two versions has otherwise than the earlier one.
     *
     * @param from the earlier version, {@code v1} or {@code 1}
     */
    public Report diff(String slug, String from, String to) {
        LedgerView view = LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
        int earlier = version(view, slug, from);
        int later = version(view, slug, to);
        if (earlier >= later) {
            throw new InvalidInputException("got versions v" + earlier + " and v" + later + ", want the earlier first");
        }
        VersionDiff diff = VersionDiff.of(workspace.lake(), slug, earlier, later, view.withdrawnUpTo(slug, later));
        List<String> lines = new ArrayList<>();
        JsonObject.Builder counts = JsonObject.nested();
        StringBuilder summary = new StringBuilder();
        for (VersionDiff.Change change : VersionDiff.Change.values()) {
            long count = diff.lines().stream()
                    .filter(line -> line.change() == change)
                    .count();
            counts.put(change.id(), count);
            summary.append(summary.isEmpty() ? "" : ", ")
                    .append(count)
                    .append(' ')
                    .append(change.id());
        }
        lines.add(slug + " v" + earlier + " to v" + later + ": " + summary);
        diff.lines().stream().limit(LINES_SHOWN_MAX).map(DiffStep::text).forEach(lines::add);
        if (diff.lines().size() > LINES_SHOWN_MAX) {
            lines.add((diff.lines().size() - LINES_SHOWN_MAX) + " more; --json shows all");
        }
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("datanet", slug)
                        .put("from", "v" + earlier)
                        .put("to", "v" + later)
                        .put("counts", counts.build())
                        .put(
                                "changes",
                                diff.lines().stream().map(DiffStep::json).toList())
                        .build());
    }

    /** The number of a version that the ledger has, from {@code v1} or {@code 1}. */
    static int version(LedgerView view, String slug, String text) {
        String digits = text.startsWith("v") ? text.substring(1) : text;
        if (!digits.matches("[1-9][0-9]{0,8}")) {
            throw new InvalidInputException("version is '" + text + "', want for example v1");
        }
        int version = Integer.parseInt(digits);
        if (view.version(slug, version).isEmpty()) {
            throw new InvalidInputException("the ledger has no version " + slug + "/v" + version
                    + "; 'tributary datanet show " + slug + "' lists those that exist");
        }
        return version;
    }

    private static String text(VersionDiff.Line line) {
        String what = "  " + line.change().id() + "  " + line.recordId() + " of " + line.contributor();
        return switch (line.change()) {
            case CHANGED -> line.before().isEmpty() ? what : what + ", an edit of " + line.before();
            case LICENCE -> what + ", from " + line.before() + " to " + line.after();
            case DUPLICATE -> what + ", repeats " + line.after();
            default -> what;
        };
    }

    private static JsonObject json(VersionDiff.Line line) {
        return JsonObject.nested()
                .put("change", line.change().id())
                .put("recordId", line.recordId())
                .put("contributor", line.contributor())
                .put("before", line.before())
                .put("after", line.after())
                .build();
    }
}
