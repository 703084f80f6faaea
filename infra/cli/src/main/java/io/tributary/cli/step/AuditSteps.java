// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.recompute.LogAudit;
import io.tributary.contract.Checkpoint;
import io.tributary.contract.LogEntry;
import io.tributary.ledger.BlockAudit;
import io.tributary.ledger.EmbeddedLedger;
import io.tributary.ledger.HistoryCheck;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import java.util.ArrayList;
import java.util.List;

/** Checks the whole history against itself and against the lakehouse. */
public final class AuditSteps {
    private final Workspace workspace;

    /** Works in this workspace. */
    public AuditSteps(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Goes through the ledger and makes again whatever its log stands for, up to the first thing that differs. */
    public Report replay() {
        HistoryCheck history = history();
        if (!history.sound()) {
            return diverged(
                    List.of(), List.of(), "ledger: " + history.divergence().orElseThrow());
        }
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        List<String> lines = new ArrayList<>();
        lines.add(history.checked() + (workspace.onFabric() ? " blocks of every peer" : " lines of the journal")
                + " form one chain");
        List<JsonObject> checked = new ArrayList<>();
        LogAudit audit = new LogAudit(
                workspace.lake(),
                ledger,
                Member.policy(workspace),
                workspace.keys(),
                workspace.terminal().progressOf("audit"));
        Checkpoint checkpoint = ledger.checkpoint();
        try {
            audit.checkLog(checkpoint.size(), checkpoint.root());
        } catch (RefusedException | InvalidInputException e) {
            return diverged(lines, checked, "log: " + e.getMessage());
        }
        lines.add("log of " + checkpoint.size() + " entries, root " + checkpoint.root());
        for (LogEntry entry : audit.entries()) {
            workspace.terminal().progress("  entry " + entry.index() + " of " + checkpoint.size() + ": " + kind(entry));
            try {
                String found = audit.check(entry);
                lines.add(String.format("%6d  %s", entry.index(), found));
                checked.add(JsonObject.nested()
                        .put("index", entry.index())
                        .put("type", entry.entry().type())
                        .put("found", found)
                        .build());
            } catch (RefusedException | InvalidInputException e) {
                return diverged(lines, checked, "entry " + entry.index() + " (" + kind(entry) + "): " + e.getMessage());
            }
        }
        lines.add("everything that the log stands for was made again and is the same");
        return Report.of(lines, json(checked).put("divergence", "").build());
    }

    private static String kind(LogEntry entry) {
        return entry.entry().type().replaceFirst("^tributary/", "");
    }

    /** The ledger's own chain: the journal, or the blocks of every organisation's peer. */
    private HistoryCheck history() {
        return workspace.onFabric()
                ? BlockAudit.run(workspace.fabric().connection(Names.FIRST_ORGANISATION), 0)
                : EmbeddedLedger.verify(workspace.home().journal());
    }

    private static Report diverged(List<String> lines, List<JsonObject> checked, String divergence) {
        List<String> all = new ArrayList<>(lines);
        all.add("first divergence at " + divergence);
        return new Report(
                all,
                json(checked).put("divergence", divergence).build(),
                ExitCode.NO,
                "first divergence at " + divergence);
    }

    private static JsonObject.Builder json(List<JsonObject> checked) {
        return JsonObject.nested().put("entries", checked);
    }
}
