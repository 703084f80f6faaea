// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.demo;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.PayoutSteps;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Payout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** Collects what the stages found, checks that every number reconciles, and says it. */
final class DemoReport {
    private static final int TOP = 5;

    private final Workspace workspace;
    private final DemoOptions options;
    private JsonObject contributed = JsonObject.nested().build();
    private JsonObject version = contributed;
    private JsonObject model = contributed;
    private JsonObject deposited = contributed;
    private JsonObject asked = contributed;
    private JsonObject audited = contributed;
    private JsonObject epoch = contributed;
    private JsonObject settled = contributed;

    DemoReport(Workspace workspace, DemoOptions options) {
        this.workspace = workspace;
        this.options = options;
    }

    void contributed(Report report) {
        contributed = report.json();
    }

    void version(Report report) {
        version = report.json();
    }

    void model(Report report) {
        model = report.json();
    }

    void deposited(Report report) {
        deposited = report.json();
    }

    void asked(Report report) {
        asked = report.json();
    }

    void audited(Report report) {
        audited = report.json();
    }

    void epoch(Report report) {
        epoch = report.json();
    }

    void settled(Report report) {
        settled = report.json();
    }

    /**
     * The summary.
     *
     * @throws RefusedException if a number does not reconcile
     */
    Report build(JsonObject seconds) {
        EpochRecord record = EpochRecord.of(epoch.object("record"));
        List<Payout> payouts = new ArrayList<>(new PayoutSteps(workspace).payouts(OptionalLong.of(record.epoch())));
        requireReconciled(record, payouts);
        payouts.sort(Comparator.comparingLong(Payout::amount).reversed());
        return Report.of(lines(record, payouts), json(record, payouts, seconds));
    }

    private void requireReconciled(EpochRecord record, List<Payout> payouts) {
        require(audited.flag("reconciles"), "the ingestion audit does not reconcile: " + audited);
        JsonObject in = topic("contributions");
        long out = in.integer("accepted") + in.integer("rejected") + in.integer("duplicates");
        require(in.integer("in") == out, "contributions in " + in.integer("in") + ", accounted for " + out);
        require(
                in.integer("accepted") == version.integer("records") + version.integer("duplicates"),
                "accepted contributions " + in.integer("accepted") + ", in the version " + version.integer("records")
                        + " and left out as duplicates " + version.integer("duplicates"));
        long paid = payouts.stream().mapToLong(Payout::amount).sum();
        require(paid == record.paidMicros(), "payouts in the table " + paid + ", in the record " + record.paidMicros());
        long fees = asked.integer("fees");
        require(
                paid + record.undistributedMicros() == fees,
                "payouts " + paid + " + undistributed " + record.undistributedMicros() + ", fees " + fees);
        require(fees <= deposited.integer("deposits"), "fees " + fees + ", deposits " + deposited.integer("deposits"));
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new RefusedException("the demo does not reconcile: " + sentence);
        }
    }

    private JsonObject topic(String name) {
        return audited.objects("topics").stream()
                .filter(topic -> topic.text("topic").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> lines(EpochRecord record, List<Payout> payouts) {
        JsonObject in = topic("contributions");
        String home = workspace.home().folder().toString();
        List<String> lines = new ArrayList<>();
        lines.add("contributions  " + in.text("in") + " in = " + in.text("accepted") + " accepted + "
                + in.text("rejected") + " rejected + " + in.text("duplicates") + " duplicates");
        lines.add("version        " + version.text("records") + " records, " + version.text("duplicates")
                + " duplicates left out, root " + version.text("root"));
        lines.add("model          " + model.text("modelId") + ", " + model.text("rows") + " passages, "
                + model.integer("evalPpm") / 10_000 + " % of held-out passages right");
        lines.add("answers        " + asked.text("answers") + " paid, receipts root " + record.receiptsRoot());
        lines.add("money          " + deposited.text("deposits") + " deposited; " + record.poolMicros() + " fees = "
                + record.paidMicros() + " paid + " + record.undistributedMicros() + " undistributed, micro-"
                + record.unit());
        lines.add("payouts        " + record.payoutCount() + ", root " + record.payoutsRoot());
        lines.add("epoch record   " + epoch.text("recordHash") + ", " + epoch.text("state") + ", attested by "
                + epoch.objects("attestations").size() + " organisations");
        lines.add("");
        lines.add("top payouts, micro-" + record.unit() + ":");
        payouts.stream().limit(TOP).forEach(payout -> lines.add(new PayoutSteps(workspace).line(payout)));
        lines.add("");
        lines.add("Check one payout with one file and no network:");
        lines.add("  java -jar " + settled.text("verifier") + " verify " + settled.text("proof") + " --policy "
                + settled.text("policy"));
        lines.add("Look further:");
        lines.add("  tributary sql --home " + home
                + " \"select payee, role, amount from rewards.payouts where epoch = 1 order by amount desc limit 10\"");
        lines.add("  tributary payout explain --home " + home + " --epoch 1 --payee " + settled.text("payee"));
        lines.add("  tributary epoch recompute 1 --engine local --home " + home);
        lines.add("See a fraud caught:");
        lines.add("  tributary lab tamper payout --epoch 1 --by 1 --home " + home
                + " ; tributary epoch recompute 1 --home " + home);
        lines.add("Go on with your own texts: tributary contribute --help");
        return lines;
    }

    private JsonObject json(EpochRecord record, List<Payout> payouts, JsonObject seconds) {
        JsonObject in = topic("contributions");
        List<JsonObject> top = payouts.stream()
                .limit(TOP)
                .map(payout -> JsonObject.nested()
                        .put("payee", payout.payee())
                        .put("role", payout.role())
                        .put("amount", payout.amount())
                        .build())
                .toList();
        return JsonObject.nested()
                .put("seed", options.seed())
                .put("datasetRoot", version.text("root"))
                .put("receiptsRoot", record.receiptsRoot())
                .put("sharesRoot", record.sharesRoot())
                .put("payoutsRoot", record.payoutsRoot())
                .put("recordHash", epoch.text("recordHash"))
                .put("state", epoch.text("state"))
                .put("attestations", epoch.objects("attestations").size())
                .put("contributionsIn", in.text("in"))
                .put("accepted", in.text("accepted"))
                .put("rejected", in.text("rejected"))
                .put("duplicates", in.text("duplicates"))
                .put("contributors", contributed.text("contributors"))
                .put("records", version.text("records"))
                .put("exactDuplicates", version.text("duplicates"))
                .put("passages", model.text("rows"))
                .put("modelId", model.text("modelId"))
                .put("evalPpm", model.text("evalPpm"))
                .put("answers", asked.text("answers"))
                .put("payouts", record.payoutCount())
                .put("deposits", deposited.text("deposits"))
                .put("fees", record.poolMicros())
                .put("paid", record.paidMicros())
                .put("undistributed", record.undistributedMicros())
                .put("unit", record.unit())
                .put("topPayouts", top)
                .put("proof", settled.text("proof"))
                .put("policy", settled.text("policy"))
                .put("home", workspace.home().folder().toString())
                .put("seconds", seconds)
                .build();
    }
}
