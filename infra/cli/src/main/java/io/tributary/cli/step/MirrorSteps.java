// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.contract.Checkpoint;
import io.tributary.contract.LogEntry;
import io.tributary.ledger.FollowedEvent;
import io.tributary.ledger.Ledger;
import io.tributary.ledger.LedgerEvents;
import io.tributary.ledger.LedgerPosition;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.LedgerChecks;
import io.tributary.tables.LedgerMirror;
import io.tributary.tables.WriterLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies the ledger's log into {@code ledger.log}, once or as it grows. What is there decides what is missing, and the
 * position of the listener is committed with the entries; so it may be killed at any moment and started again.
 */
public final class MirrorSteps {
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration BEHIND_PATIENCE = Duration.ofSeconds(30);
    private static final Duration BEHIND_PAUSE = Duration.ofMillis(200);
    private static final Duration WRITER_WAIT = Duration.ofMinutes(1);
    private static final Duration WRITER_WAIT_LONG = Duration.ofHours(1);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(5);

    private final Workspace workspace;
    private final Ledger ledger;
    private final LedgerMirror mirror;

    /** Works in this workspace. */
    public MirrorSteps(Workspace workspace) {
        this.workspace = workspace;
        this.ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        this.mirror = new LedgerMirror(workspace.lake());
    }

    /** Copies what the table lacks and checks that it has the root that the contract computed. */
    public Report once() throws InterruptedException {
        return catchUp(0, LedgerPosition.parse(mirror.position()), WRITER_WAIT);
    }

    /**
     * Copies what the table lacks, and then every entry as it comes, until the process ends. A ledger that does not answer for
     * a while, or a lake that others write for long, is waited for.
     */
    public Report follow() throws InterruptedException {
        LedgerPosition start = LedgerPosition.parse(mirror.position());
        Report last = catchUp(0, start, WRITER_WAIT_LONG);
        workspace.terminal().print(last);
        try (LedgerEvents events = ledger.follow(start)) {
            while (!Thread.currentThread().isInterrupted()) {
                Optional<FollowedEvent> next = events.next(LOOK);
                if (next.isPresent() && next.get().event().logSize() > mirror.size()) {
                    last = catchUpPatiently(next.get());
                    workspace.terminal().print(last);
                }
            }
        }
        return last;
    }

    private Report catchUpPatiently(FollowedEvent followed) throws InterruptedException {
        while (true) {
            try {
                return catchUp(followed.event().logSize(), followed.position(), WRITER_WAIT_LONG);
            } catch (UnavailableException e) {
                workspace.terminal().progress(e.getMessage() + "; trying again");
                Thread.sleep(RETRY_PAUSE.toMillis());
            }
        }
    }

    /** Brings the table to the ledger's size, which is at least what an event said. */
    private Report catchUp(long sizeAtLeast, LedgerPosition position, Duration writerWait) throws InterruptedException {
        while (true) {
            Checkpoint checkpoint = checkpoint(Math.max(sizeAtLeast, mirror.size()));
            try (WriterLock lock = workspace.lake().lockForWriting("mirroring the ledger", writerWait)) {
                long before = mirror.size();
                if (before <= checkpoint.size()) {
                    int added = append(before, checkpoint, position);
                    return report(checkpoint, added, check());
                }
                // Another process has mirrored more meanwhile: what is to be compared with is a later checkpoint.
            }
        }
    }

    private int append(long before, Checkpoint checkpoint, LedgerPosition position) {
        List<LedgerMirror.Entry> missing = ledger.entries(before).stream()
                .filter(entry -> entry.index() < checkpoint.size())
                .map(MirrorSteps::mirrored)
                .toList();
        try {
            return mirror.append(missing, checkpoint.root(), position.text());
        } catch (ConflictException e) {
            mirror.requirePrefixOf(
                    ledger.entries(0).stream().map(MirrorSteps::mirrored).toList());
            throw e;
        }
    }

    /** Brings what the views of claims and payout checks show up to date; returns the payouts that lead to no attested root. */
    private int check() {
        LedgerChecks checks = new LedgerChecks(workspace.lake());
        List<LedgerChecks.MirroredClaim> claims = new ArrayList<>();
        for (long epoch : checks.epochs()) {
            ledger.claims(epoch)
                    .forEach(claim -> claims.add(new LedgerChecks.MirroredClaim(
                            claim.epoch(),
                            claim.leafHash(),
                            claim.claimHash(),
                            claim.caller(),
                            claim.transactionId(),
                            claim.timestampMillis())));
        }
        checks.claims(claims);
        return checks.payouts();
    }

    private static Report report(Checkpoint checkpoint, int added, int astray) {
        String log = "ledger.log has " + checkpoint.size() + " entries, " + added + " of them new, root "
                + checkpoint.root();
        return Report.of(
                astray == 0
                        ? log
                        : log + "; " + astray
                                + " payouts of the lake lead to no attested root, see views.payout_checks where not ok",
                JsonObject.nested()
                        .put("entries", checkpoint.size())
                        .put("added", added)
                        .put("payoutsAstray", astray)
                        .put("root", checkpoint.root())
                        .build());
    }

    /** Size and root, once the gateway that answers has this many entries: an event may come over a faster one. */
    private Checkpoint checkpoint(long size) throws InterruptedException {
        long start = System.nanoTime();
        Duration patience = workspace.onFabric() ? BEHIND_PATIENCE : Duration.ZERO;
        while (true) {
            Checkpoint checkpoint = ledger.checkpoint();
            if (checkpoint.size() >= size) {
                return checkpoint;
            }
            if (System.nanoTime() - start >= patience.toNanos()) {
                throw new ConflictException("the mirror holds " + size + " entries, the ledger only "
                        + checkpoint.size() + "; this lake belongs to another ledger");
            }
            Thread.sleep(BEHIND_PAUSE.toMillis());
        }
    }

    private static LedgerMirror.Entry mirrored(LogEntry entry) {
        return new LedgerMirror.Entry(
                entry.index(),
                entry.entry().type(),
                entry.entry().toString(),
                entry.leafHash().hex());
    }
}
