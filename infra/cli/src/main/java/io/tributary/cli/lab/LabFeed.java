// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.IngestSteps;
import io.tributary.cli.step.NetworkStep;
import io.tributary.ingestion.ContributionClient;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.IngestAudit;
import io.tributary.tables.TableReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.expressions.Expressions;

/**
 * Feeds the ingestion with signed batches, duplicates and bad values in the proportions of a plan, kills its processes meanwhile, and
 * compares what arrived with what was planted.
 */
public final class LabFeed {
    /** Parts for each kill, so that one which comes too late can be made up for. */
    private static final int PARTS_PER_KILL = 2;

    private final Workspace workspace;
    private final FeedPlan plan;
    private final Optional<LabCluster> cluster;
    private final Places places = new Places();

    /**
     * A feed by this plan.
     *
     * @param cluster where the job runs, unless in the process that starts it
     */
    public LabFeed(Workspace workspace, FeedPlan plan, Optional<LabCluster> cluster) {
        this.workspace = Objects.requireNonNull(workspace, "workspace");
        this.plan = Objects.requireNonNull(plan, "plan");
        this.cluster = Objects.requireNonNull(cluster, "cluster");
    }

    /** Feeds, drains and reconciles; the exit is 1 if a count differs. */
    public Report run() throws InterruptedException {
        new NetworkStep(workspace).ensure();
        LabParties parties = new LabParties(workspace, plan.seed());
        parties.register();
        FeedSender sender = new FeedSender(workspace, plan, parties, places);
        IngestKills kills = new IngestKills(workspace, plan.seed(), cluster);
        int parts = plan.kills() * PARTS_PER_KILL + 1;
        for (int part = 1; part <= parts && kills.done() < plan.kills(); part++) {
            send(sender, parties, plan.batches() * part / parts);
            kills.drainAndKill();
        }
        send(sender, parties, plan.batches());
        workspace.terminal().progress("  fed " + plan.records() + " records, taking in the rest");
        new IngestSteps(workspace).drain(IngestKills.settings(cluster));
        return reconcile(sender.prefix(), kills);
    }

    private void send(FeedSender sender, LabParties parties, int end) throws InterruptedException {
        try (ContributionClient client = sender.open(parties)) {
            sender.send(client, end);
        }
        workspace.terminal().progress("  sent " + end + " of " + plan.batches() + " good batches");
    }

    private Report reconcile(String prefix, IngestKills kills) {
        List<String> wrong = new ArrayList<>();
        BitSet seen = new BitSet(plan.good());
        long rows = countRows(prefix, seen, wrong);
        if (seen.cardinality() != plan.good()) {
            wrong.add((plan.good() - seen.cardinality()) + " records are missing");
        }
        Map<String, Long> planted = places.planted();
        Map<String, Long> refused = places.refused(workspace.lake());
        if (!planted.equals(refused)) {
            wrong.add("refusals differ from what was planted");
        }
        List<IngestAudit.Report> audits =
                List.of(IngestAudit.contributions(workspace.lake()), IngestAudit.inferences(workspace.lake()));
        audits.forEach(audit -> wrong.addAll(audit.findings()));
        List<String> lines = new ArrayList<>();
        lines.add("fed " + plan.records() + " records: " + plan.good() + " good, " + plan.duplicates() + " duplicates, "
                + plan.bad() + " bad, seed " + plan.seed());
        lines.addAll(kills.lines());
        lines.add("accepted " + rows + " rows, " + seen.cardinality() + " distinct records");
        lines.addAll(RuleCounts.lines(planted, refused));
        lines.add("ingest audit: " + audits.get(0).findings().size() + " findings on contributions, "
                + audits.get(1).findings().size() + " on inferences");
        wrong.forEach(finding -> lines.add("  wrong: " + finding));
        lines.add(wrong.isEmpty() ? "nothing lost, nothing doubled" : "the counts do not reconcile");
        JsonObject json = JsonObject.nested()
                .put("seed", plan.seed())
                .put("records", plan.records())
                .put("good", plan.good())
                .put("kills", kills.done())
                .put("killed", kills.lines())
                .put("rows", rows)
                .put("distinct", seen.cardinality())
                .put("rules", RuleCounts.json(planted, refused))
                .put("findings", wrong)
                .build();
        return wrong.isEmpty() ? Report.of(lines, json) : new Report(lines, json, ExitCode.NO, wrong.get(0));
    }

    private long countRows(String prefix, BitSet seen, List<String> wrong) {
        long[] rows = new long[1];
        TableReader.of(workspace.lake().table(BronzeTables.CONTRIBUTIONS_TABLE))
                .where(Expressions.equal(BronzeTables.DATANET, LabParties.DATANET))
                .select(BronzeTables.RECORD_ID)
                .forEach(row -> {
                    String id = row.text(BronzeTables.RECORD_ID);
                    if (!id.startsWith(prefix)) {
                        return;
                    }
                    rows[0]++;
                    String digits = id.substring(prefix.length());
                    if (!digits.matches("[0-9]{1,9}") || Integer.parseInt(digits) >= plan.good()) {
                        wrong.add("accepted " + id + ", which is bad");
                    } else if (seen.get(Integer.parseInt(digits))) {
                        wrong.add("record " + id + " has two rows");
                    } else {
                        seen.set(Integer.parseInt(digits));
                    }
                });
        return rows[0];
    }
}
