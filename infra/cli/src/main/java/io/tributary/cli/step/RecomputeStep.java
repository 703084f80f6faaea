// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.recompute.EpochRecomputation;
import io.tributary.cli.recompute.EpochWindow;
import io.tributary.cli.recompute.TableCheck;
import io.tributary.contract.EpochStatus;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.EpochRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes an epoch again, by the plain reader or by Spark, and compares it with the ledger and the tables. */
public final class RecomputeStep {
    private final Workspace workspace;

    /** Works in this workspace. */
    public RecomputeStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** By the plain reader. */
    EpochRecomputation.Result compute(long epoch, EpochWindow window) {
        return new EpochRecomputation(
                        workspace.network(),
                        workspace.lake(),
                        workspace.ledger(Names.FIRST_ORGANISATION),
                        workspace.keys(),
                        workspace.terminal().progressOf("recompute"))
                .compute(epoch, window);
    }

    /** A proposed epoch by the plain reader. */
    EpochRecomputation.Result compute(EpochStatus proposal) {
        return compute(proposal.record().epoch(), window(proposal.record()));
    }

    /** By the plain reader, compared with ledger and tables; the exit is 1 and the first differing row is named if it differs. */
    public Report local(long epoch) {
        EpochRecord reference = reference(epoch);
        EpochRecomputation.Result own = compute(epoch, window(reference));
        List<String> differences = new ArrayList<>();
        TableCheck.of(workspace.lake()).firstDifference(epoch, own).ifPresent(differences::add);
        if (!own.record().equals(reference)) {
            differences.add(referenceName(epoch) + ": " + RecordDifference.first(own.record(), reference));
        }
        return report(epoch, "local", own.record(), differences, own.putOff());
    }

    /** By Spark, without writing anything, compared with the ledger. */
    public Report spark(long epoch, int threads, int partitions, long shuffleSeed) throws InterruptedException {
        EpochRecord reference = reference(epoch);
        EpochRecord own =
                new EpochJobs(workspace).recompute(epoch, window(reference), threads, partitions, shuffleSeed);
        List<String> differences = new ArrayList<>();
        if (!own.equals(reference)) {
            differences.add(referenceName(epoch) + ": " + RecordDifference.first(own, reference));
        }
        // Spark takes the sealed receipts as they are: who else belongs to the epoch, the plain reader asks.
        return report(epoch, "spark", own, differences, List.of());
    }

    /** What the result is compared with: the proposed record, or before there is one, the computed one. */
    private EpochRecord reference(long epoch) {
        Optional<EpochStatus> onLedger =
                workspace.ledger(Names.FIRST_ORGANISATION).epochStatus(epoch);
        return onLedger.map(EpochStatus::record).orElseGet(() -> new EpochTable(workspace.lake()).record(epoch));
    }

    private String referenceName(long epoch) {
        return workspace.ledger(Names.FIRST_ORGANISATION).epochStatus(epoch).isPresent()
                ? "the ledger's record"
                : "the computed record";
    }

    private static EpochWindow window(EpochRecord record) {
        return EpochWindow.of(record);
    }

    private static Report report(
            long epoch, String engine, EpochRecord own, List<String> differences, List<String> putOff) {
        JsonObject json = JsonObject.nested()
                .put("epoch", epoch)
                .put("engine", engine)
                .put("recordHash", own.leafHash())
                .put("receiptsRoot", own.receiptsRoot())
                .put("sharesRoot", own.sharesRoot())
                .put("payoutsRoot", own.payoutsRoot())
                .put("equal", differences.isEmpty())
                .put("differences", differences)
                .put("putOff", putOff)
                .build();
        if (differences.isEmpty()) {
            List<String> same = new ArrayList<>();
            same.add("epoch " + epoch + " recomputed (" + engine + "): the same record " + own.leafHash());
            same.addAll(PutOff.lines(putOff));
            return Report.of(same, json);
        }
        List<String> lines = new ArrayList<>();
        lines.add("epoch " + epoch + " recomputed (" + engine + "): it differs, own record " + own.leafHash());
        lines.addAll(differences);
        return new Report(lines, json, ExitCode.NO, differences.get(0));
    }
}
