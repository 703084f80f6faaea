// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.contract.ChallengeStatus;
import io.tributary.contract.EpochStatus;
import io.tributary.contract.LastEpoch;
import io.tributary.contract.SignedWord;
import io.tributary.influence.Device;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.Payout;
import io.tributary.tables.BronzeMarks;
import io.tributary.tables.BronzeTables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Closes an epoch: seal, attribute, propose, finalise; shows where it stands. */
public final class EpochSteps {
    private final Workspace workspace;

    /** Works in this workspace. */
    public EpochSteps(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Decides which receipts belong to the epoch: those before {@code until}, by default before the watermark. */
    public Report seal(long epoch, OptionalLong until) throws InterruptedException {
        EpochJobs jobs = new EpochJobs(workspace);
        requireRegular(epoch);
        long start = start(workspace.ledger(Names.FIRST_ORGANISATION), epoch);
        if (until.isPresent()) {
            return jobs.seal(epoch, start, until.getAsLong());
        }
        Optional<JsonObject> sealed = jobs.sealed(epoch);
        long end = sealed.isPresent() ? sealed.get().integer("windowEnd") : watermark();
        if (end <= start) {
            throw new UnavailableException("receipts are complete up to " + end + " only, where epoch " + epoch
                    + " begins; ask a model, run 'tributary ingest run' and try again");
        }
        return jobs.seal(epoch, start, end);
    }

    private void requireRegular(long epoch) {
        Optional<EpochRecord> proposed =
                workspace.ledger(Names.FIRST_ORGANISATION).epochStatus(epoch).map(EpochStatus::record);
        Optional<EpochRecord> record = proposed.or(() -> new EpochTable(workspace.lake()).find(epoch));
        if (record.isPresent() && record.get().kind().equals(EpochRecord.ADJUSTMENT)) {
            throw new ConflictException("epoch " + epoch + " adjusts an earlier one and has no receipts of its own;"
                    + " finalise it first, then seal epoch " + (epoch + 1));
        }
    }

    private long watermark() {
        return BronzeMarks.watermarkMillis(workspace.lake().table(BronzeTables.INFERENCES_TABLE))
                .orElseThrow(() -> new UnavailableException(
                        "no host has said up to when its receipts are complete; 'tributary ingest run' first"));
    }

    private static long start(Ledger ledger, long epoch) {
        if (epoch < 1) {
            throw new InvalidInputException("epoch is " + epoch + ", want 1 or more");
        }
        if (epoch == 1) {
            return 0;
        }
        LastEpoch last = ledger.lastEpoch();
        if (epoch > last.epoch() + 1) {
            throw new UnavailableException(
                    "epoch " + (epoch - 1) + " is not final yet, it comes before epoch " + epoch);
        }
        return ledger.epochStatus(epoch - 1).orElseThrow().record().windowEnd();
    }

    /** Computes influence, shares and payouts on a device, by default the configured one. */
    public Report attribute(long epoch, Optional<Device> device) throws InterruptedException {
        return new EpochJobs(workspace, device).attribute(epoch);
    }

    /** Writes down what is to be computed, for whoever submits it to a Spark cluster. */
    public Report prepare(long epoch, Path file, Optional<Device> device) {
        return new EpochJobs(workspace, device).prepare(epoch, file);
    }

    /** Computes an epoch that takes the place of a contested one: what is right less what was claimed. */
    public Report adjust(long epoch, long contested, Optional<Device> device) throws InterruptedException {
        return new EpochJobs(workspace, device).adjust(epoch, contested);
    }

    /** Puts the record on the ledger, after the leaves in the tables gave its payouts root. */
    public Report propose(long epoch, String organisation) {
        EpochRecord record = new EpochTable(workspace.lake()).record(epoch);
        if (record.kind().equals(EpochRecord.ADJUSTMENT)) {
            new EpochJobs(workspace).requireNotSealed(epoch);
        }
        List<Payout> leaves = new PayoutTable(workspace.lake()).stored(epoch);
        Hash root = PayoutTable.tree(leaves).root();
        if (!root.equals(record.payoutsRoot()) || leaves.size() != record.payoutCount()) {
            throw new RefusedException(
                    "rewards.payouts of epoch " + epoch + " has " + leaves.size() + " leaves with root " + root
                            + ", the record says " + record.payoutCount() + " with root " + record.payoutsRoot());
        }
        Hash recordHash = workspace.ledger(organisation).propose(record);
        return Report.of(
                "epoch " + epoch + " is proposed by " + organisation + ", record " + recordHash,
                JsonObject.nested()
                        .put("epoch", epoch)
                        .put("recordHash", recordHash)
                        .put("proposer", organisation)
                        .build());
    }

    /** Makes the epoch final and opens its claims. */
    public Report finalise(long epoch, String organisation) {
        Ledger ledger = workspace.ledger(organisation);
        long index = ledger.finalise(epoch);
        ledger.open(epoch);
        EpochStatus status = ledger.epochStatus(epoch).orElseThrow();
        return Report.of(
                "epoch " + epoch + " is " + status.state() + ", log entry " + index + ", record " + status.recordHash(),
                JsonObject.nested()
                        .put("epoch", epoch)
                        .put("state", status.state().name())
                        .put("recordHash", status.recordHash())
                        .put("index", index)
                        .build());
    }

    /** Where the epoch stands. */
    public Report show(long epoch) {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        Optional<EpochStatus> onLedger = ledger.epochStatus(epoch);
        EpochRecord record =
                onLedger.map(EpochStatus::record).orElseGet(() -> new EpochTable(workspace.lake()).record(epoch));
        List<String> lines = new ArrayList<>();
        lines.add("epoch " + epoch + " is "
                + onLedger.map(EpochStatus::state).map(EpochState::name).orElse("computed and not proposed"));
        lines.add("record        " + record.leafHash());
        lines.add("kind          " + record.kind());
        if (!record.adjusts().isEmpty()) {
            lines.add("adjusts       " + record.adjusts());
        }
        lines.add("window        [" + record.windowStart() + ", " + record.windowEnd() + ")");
        lines.add("method        " + record.method());
        lines.add("receipts root " + record.receiptsRoot());
        lines.add("shares root   " + record.sharesRoot());
        lines.add("payouts root  " + record.payoutsRoot() + " over " + record.payoutCount() + " payouts");
        lines.add("money         " + record.poolMicros() + " fees = " + record.paidMicros() + " paid + "
                + record.undistributedMicros() + " undistributed, micro-" + record.unit());
        List<JsonObject> attestations = new ArrayList<>();
        for (SignedWord word : onLedger.map(EpochStatus::attestations).orElse(List.of())) {
            lines.add("attested      " + word.attestation().signer() + ": "
                    + word.attestation().verdict() + ", "
                    + word.attestation().recordHash());
            attestations.add(word.signed().toJson());
        }
        List<JsonObject> challenges = new ArrayList<>();
        onLedger.ifPresent(status -> addDisputes(status, lines, challenges));
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("record", record.toJson())
                        .put("recordHash", record.leafHash())
                        .put("round", onLedger.map(EpochStatus::round).orElse(0L))
                        .put("challenges", challenges)
                        .put(
                                "supersededBy",
                                onLedger.map(EpochStatus::supersededBy).orElse(""))
                        .put(
                                "state",
                                onLedger.map(EpochStatus::state)
                                        .map(EpochState::name)
                                        .orElse(""))
                        .put("attestations", attestations)
                        .build());
    }

    private static void addDisputes(EpochStatus status, List<String> lines, List<JsonObject> challenges) {
        if (status.round() > 0) {
            lines.add("round         " + status.round() + ": so many proposals were replaced before this one");
        }
        for (ChallengeStatus challenge : status.challenges()) {
            lines.add("challenge     " + challenge.challenger() + ": "
                    + challenge.kind().id() + ", " + challenge.state().id() + ", evidence "
                    + challenge.evidenceHash());
            for (SignedWord word : challenge.verdicts()) {
                lines.add("verdict       " + word.signed().signer() + ": "
                        + word.verdict().verdict());
            }
            challenges.add(challenge.toJson());
        }
        if (!status.supersededBy().isEmpty()) {
            lines.add("superseded by " + status.supersededBy());
        }
    }
}
