// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.contract.ChallengeStatus;
import io.tributary.contract.Checkpoint;
import io.tributary.contract.DepositStatus;
import io.tributary.contract.EpochStatus;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.verify.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Shows the ledger, pays deposits. */
public final class LedgerSteps {
    private final Workspace workspace;

    /** Works in this workspace. */
    public LedgerSteps(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Organisations, log, deposits, epochs. */
    public Report status() {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        Policy policy = ledger.policy()
                .orElseThrow(() ->
                        new UnavailableException("the ledger is not configured; 'tributary datanet create' does it"));
        Checkpoint checkpoint = ledger.checkpoint();
        List<String> lines = new ArrayList<>();
        lines.add((workspace.onFabric() ? "Fabric" : "embedded") + " consortium ledger of network " + policy.network());
        lines.add("log     " + checkpoint.size() + " entries, root " + checkpoint.root());
        for (Policy.Organisation organisation : policy.organisations()) {
            lines.add("member  " + organisation.name() + ", attestation key "
                    + organisation.key().keyId());
        }
        lines.add("quorum  " + policy.threshold() + " of "
                + policy.organisations().size() + " equal attestations");
        if (!ledger.parameters(Long.MAX_VALUE).containsKey(Names.APPROVALS_MINIMUM)) {
            lines.add(
                    "warning any one organisation can put parameters and money on this ledger; 'tributary ledger parameter "
                            + Names.APPROVALS_MINIMUM + " " + policy.threshold() + "' lets the others have a say");
        }
        for (DepositStatus deposit : ledger.deposits()) {
            lines.add("deposit " + deposit.depositId() + " of " + deposit.payer() + ": " + deposit.amountMicros()
                    + " paid in, " + deposit.reservedMicros() + " reserved, " + deposit.spentMicros() + " spent");
        }
        List<JsonObject> epochs = new ArrayList<>();
        for (EpochStatus status : epochs(ledger)) {
            lines.add(
                    "epoch   " + status.record().epoch() + " is " + status.state() + ", record " + status.recordHash());
            List<JsonObject> challenges = new ArrayList<>();
            for (ChallengeStatus challenge : status.challenges()) {
                lines.add("contest " + status.record().epoch() + ": challenge of " + challenge.challenger() + " ("
                        + challenge.kind().id() + ") is " + challenge.state().id() + ", "
                        + challenge.verdicts().size() + " verdicts");
                challenges.add(challenge.toJson());
            }
            epochs.add(JsonObject.nested()
                    .put("epoch", status.record().epoch())
                    .put("state", status.state().name())
                    .put("recordHash", status.recordHash())
                    .put("supersededBy", status.supersededBy())
                    .put("challenges", challenges)
                    .build());
        }
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("policy", policy.toJson())
                        .put("checkpoint", checkpoint.toJson())
                        .put(
                                "deposits",
                                ledger.deposits().stream()
                                        .map(DepositStatus::toJson)
                                        .toList())
                        .put("epochs", epochs)
                        .build());
    }

    static List<EpochStatus> epochs(Ledger ledger) {
        List<EpochStatus> epochs = new ArrayList<>();
        for (Optional<EpochStatus> status = ledger.epochStatus(1); status.isPresent(); ) {
            epochs.add(status.get());
            status = ledger.epochStatus(epochs.size() + 1L);
        }
        return epochs;
    }

    /**
     * Pays in, approved by every organisation whose key is at hand; with an id that exists and the same amount, nothing happens.
     */
    public Report deposit(String payer, long amountMicros, Optional<String> id) {
        return deposit(
                payer, amountMicros, id, entry -> new Agreement(workspace).append(entry, Names.FIRST_ORGANISATION));
    }

    /** The same, approved by one organisation alone: it waits for the others. */
    public Report offer(String payer, long amountMicros, Optional<String> id, String organisation) {
        Member.of(workspace, organisation);
        return deposit(payer, amountMicros, id, entry -> new Agreement(workspace).offer(entry, organisation));
    }

    private Report deposit(
            String payer, long amountMicros, Optional<String> id, Function<DepositEntry, Agreement.Outcome> agreement) {
        if (amountMicros <= 0) {
            throw new InvalidInputException("amount is " + amountMicros + ", want 1 or more micro-units");
        }
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        long earlier = LedgerView.of(ledger).deposits().stream()
                .filter(deposit -> deposit.payer().equals(payer))
                .count();
        String depositId = id.orElse("d-" + payer + "-" + (earlier + 1));
        Agreement.Outcome outcome =
                agreement.apply(new DepositEntry(workspace.network(), depositId, payer, amountMicros, Names.UNIT));
        return Report.of(
                "deposit " + depositId + " of " + amountMicros + " micro-" + Names.UNIT + " by " + payer
                        + (outcome.index().isPresent() ? " is " : ", ") + outcome.sentence(),
                outcome.addTo(JsonObject.nested()
                                .put("depositId", depositId)
                                .put("payer", payer)
                                .put("amount", amountMicros)
                                .put("unit", Names.UNIT))
                        .build());
    }
}
