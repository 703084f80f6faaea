// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.recompute.EpochRecomputation;
import io.tributary.cli.recompute.TableCheck;
import io.tributary.contract.EpochStatus;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Payout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows an organisation what it would put its name to, and signs nothing. */
public final class ReviewStep {
    private static final int MOVERS_MAX = 10;

    private final Workspace workspace;

    /** Works in this workspace. */
    public ReviewStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Recomputes a proposed epoch and compares it with the proposal and with the organisation's copy of the tables. */
    public Report review(long epoch, String organisation) {
        EpochStatus proposal = Member.of(workspace, organisation).proposal(epoch);
        EpochRecord proposed = proposal.record();
        EpochRecomputation.Result result = new RecomputeStep(workspace).compute(proposal);
        EpochRecord own = result.record();
        Optional<String> wrongRow =
                TableCheck.ofCopy(workspace.lake(), organisation).firstDifference(epoch, result);
        boolean equal = own.equals(proposed);
        List<String> lines = new ArrayList<>();
        lines.add("epoch " + epoch + " is " + proposal.state() + ", proposed by " + proposal.proposer() + ", record "
                + proposal.recordHash());
        lines.add(organisation + " recomputes " + (equal ? "the same record" : "another record " + own.leafHash()));
        List<JsonObject> compared = new ArrayList<>();
        for (Compared field : compared(own, proposed)) {
            lines.add(field.line());
            compared.add(field.toJson());
        }
        List<PayChange> movers = movers(organisation, epoch, result.accounts().payouts());
        movers.forEach(mover -> lines.add(mover.line()));
        wrongRow.ifPresent(row -> lines.add("first row that differs: " + row));
        JsonObject json = JsonObject.nested()
                .put("epoch", epoch)
                .put("organisation", organisation)
                .put("state", proposal.state().name())
                .put("proposer", proposal.proposer())
                .put("recordHash", own.leafHash())
                .put("proposed", proposal.recordHash())
                .put("equal", equal)
                .put("compared", compared)
                .put("movers", movers.stream().map(PayChange::toJson).toList())
                .put("firstDifference", wrongRow.orElse(""))
                .build();
        if (equal && wrongRow.isEmpty()) {
            return Report.of(lines, json);
        }
        String reason = wrongRow.orElseGet(() -> RecordDifference.first(own, proposed));
        return new Report(lines, json, ExitCode.NO, "epoch " + epoch + ": " + reason);
    }

    /**
     * A root or sum as recomputed and as proposed.
     *
     * @param name what it is
     * @param own as recomputed
     * @param proposed as proposed
     */
    private record Compared(String name, String own, String proposed) {
        boolean equal() {
            return own.equals(proposed);
        }

        String line() {
            String value = String.format("%-13s %s", name, own);
            return equal() ? value + ", as proposed" : value + ", proposed is " + proposed;
        }

        JsonObject toJson() {
            return JsonObject.nested()
                    .put("name", name)
                    .put("own", own)
                    .put("proposed", proposed)
                    .put("equal", equal())
                    .build();
        }
    }

    private static List<Compared> compared(EpochRecord own, EpochRecord proposed) {
        return List.of(
                compared("receipts root", own.receiptsRoot(), proposed.receiptsRoot()),
                compared("shares root", own.sharesRoot(), proposed.sharesRoot()),
                compared("payouts root", own.payoutsRoot(), proposed.payoutsRoot()),
                compared("receipts", own.receiptCount(), proposed.receiptCount()),
                compared("payouts", own.payoutCount(), proposed.payoutCount()),
                compared("pool", own.poolMicros(), proposed.poolMicros()),
                compared("paid", own.paidMicros(), proposed.paidMicros()),
                compared("undistributed", own.undistributedMicros(), proposed.undistributedMicros()));
    }

    private static Compared compared(String name, Object own, Object proposed) {
        return new Compared(name, own.toString(), proposed.toString());
    }

    private List<PayChange> movers(String organisation, long epoch, List<Payout> payouts) {
        PayoutTable table = new PayoutTable(workspace.lake());
        Map<String, String> contributors = table.contributors();
        return PayChange.largest(table.copy(organisation, epoch - 1), payouts, MOVERS_MAX).stream()
                .map(change -> change.known(contributors))
                .toList();
    }
}
