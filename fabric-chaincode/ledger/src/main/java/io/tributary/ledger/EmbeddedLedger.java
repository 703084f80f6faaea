// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.contract.Call;
import io.tributary.contract.Contract;
import io.tributary.contract.ContractException;
import io.tributary.contract.LedgerEvent;
import io.tributary.contract.ReadWriteSet;
import io.tributary.contract.Transaction;
import io.tributary.contract.VersionedState;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger without a network: the contract runs in this process, over a state that is rebuilt from a hash-chained
 * journal by running every transaction again. Any number of processes may use one journal; each submission takes the
 * {@link JournalLock}, catches up with what others have written, checks that what the transaction read still holds,
 * and returns only when its line is on the disk. Queries take no lock. One trust domain: whoever owns the file owns
 * the history, which is what the organisations' signatures and a Fabric network are for.
 */
public final class EmbeddedLedger implements Ledger {
    /** How long a submission waits for other processes. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedLedger.class);

    private final Journal journal;
    private final String caller;
    private final Clock clock;
    private final Duration patience;
    private final Contract contract = new Contract();
    private final VersionedState state = new VersionedState();
    private final List<FollowedEvent> events = new ArrayList<>();

    private EmbeddedLedger(Journal journal, String caller, Clock clock, Duration patience) {
        this.journal = journal;
        this.caller = caller;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Opens a journal, which need not exist yet, and replays it.
     *
     * @param file the journal file
     * @param caller name of the organisation that submits
     * @throws InvalidInputException naming the line, if the journal is damaged
     */
    public static EmbeddedLedger open(Path file, String caller) {
        return open(file, caller, Clock.systemUTC(), PATIENCE);
    }

    /** Opens a journal with a clock for the transactions' time stamps and a patience for the lock. */
    public static EmbeddedLedger open(Path file, String caller, Clock clock, Duration patience) {
        Path folder = file.resolveSibling(".").toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
            Path real = folder.toRealPath().resolve(file.getFileName());
            EmbeddedLedger ledger = new EmbeddedLedger(new Journal(real), caller, clock, patience);
            ledger.refresh();
            return ledger;
        } catch (IOException e) {
            throw new UnavailableException("ledger folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Checks a journal from its first line to its last, by its chain of hashes and by running every transaction again.
     * Nothing is written and nothing is locked, so that a copy on a read-only medium can be checked too.
     *
     * @throws UnavailableException if there is no such file
     */
    public static HistoryCheck verify(Path file) {
        if (!Files.exists(file)) {
            throw new UnavailableException("there is no ledger journal " + file);
        }
        EmbeddedLedger ledger = new EmbeddedLedger(new Journal(file), "", Clock.systemUTC(), Duration.ZERO);
        try {
            ledger.replayUnread();
            return HistoryCheck.good(ledger.journal.nextIndex());
        } catch (InvalidInputException e) {
            long good = Math.max(ledger.journal.damagedIndex(), ledger.journal.nextIndex());
            return HistoryCheck.bad(good, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String caller() {
        return caller;
    }

    @Override
    public synchronized JsonObject submit(Call call) {
        refresh();
        Simulated simulated = simulate(call);
        if (simulated.readWriteSet().writes().isEmpty()) {
            journal.force();
            return simulated.result();
        }
        return JournalLock.whileHeld(journal.file(), patience, () -> commit(call, simulated));
    }

    @Override
    public synchronized JsonObject evaluate(Call call) {
        refresh();
        Simulated simulated = simulate(call);
        if (!simulated.readWriteSet().writes().isEmpty()) {
            throw new InvalidInputException(call.function() + " is a transaction, want a query");
        }
        return simulated.result();
    }

    /** Digest of the whole state; equal for every process that has read the same journal. */
    public synchronized Hash stateDigest() {
        refresh();
        return state.digest();
    }

    @Override
    public LedgerEvents follow(LedgerPosition from) {
        return new EmbeddedEvents(this, from);
    }

    /**
     * The first event behind a position.
     *
     * @throws ConflictException if the position is of another journal
     */
    synchronized Optional<FollowedEvent> eventAfter(LedgerPosition position) {
        refresh();
        int low = 0;
        int high = events.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events.get(middle).position().block() < position.block()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (position.transactionId().isEmpty()) {
            return low < events.size() ? Optional.of(events.get(low)) : Optional.empty();
        }
        if (low == events.size() || !events.get(low).position().equals(position)) {
            throw new ConflictException("transaction " + position.transactionId() + " is not at line "
                    + Math.addExact(position.block(), 1) + " of ledger journal " + journal.file()
                    + "; the position is of another journal");
        }
        return low + 1 < events.size() ? Optional.of(events.get(low + 1)) : Optional.empty();
    }

    /** Nothing is held between calls. */
    @Override
    public void close() {}

    private JsonObject commit(Call call, Simulated before) {
        replayUnread();
        Simulated simulated = before;
        if (!state.accepts(before.readWriteSet())) {
            LOG.debug("{} read what another has changed since; running it again", call.function());
            simulated = simulate(call);
        }
        if (simulated.readWriteSet().writes().isEmpty()) {
            journal.force();
            return simulated.result();
        }
        JournalLine line = JournalLine.of(
                journal.nextIndex(), journal.lastHash(), simulated.transaction(), simulated.readWriteSet());
        journal.append(line);
        if (!state.commit(simulated.readWriteSet())) {
            throw new IllegalStateException("a transaction that was just accepted conflicts");
        }
        note(line, simulated.readWriteSet());
        return simulated.result();
    }

    private Simulated simulate(Call call) {
        long now = clock.millis();
        Hash id = Hash.sha256(
                journal.lastHash().bytes(),
                (caller + "\n" + call.function() + "\n" + now + "\n").getBytes(StandardCharsets.UTF_8),
                call.argument().bytes());
        return simulate(new Transaction(call, caller, id.hex(), now));
    }

    private Simulated simulate(Transaction transaction) {
        VersionedState.Simulation simulation = state.simulate();
        JsonObject result = contract.invoke(simulation, transaction);
        return new Simulated(transaction, result, simulation.readWriteSet());
    }

    /** Catches up without the lock. What looks damaged may be a line that is being written: then it looks again, locked. */
    private void refresh() {
        try {
            replayUnread();
        } catch (InvalidInputException e) {
            JournalLock.whileHeld(journal.file(), patience, () -> {
                replayUnread();
                return journal.nextIndex();
            });
        }
    }

    private void replayUnread() {
        for (Journal.PendingLine pending : journal.unread()) {
            replay(pending.line());
            journal.accept(pending);
        }
    }

    private void replay(JournalLine line) {
        ReadWriteSet readWriteSet = line.replayable() ? runAgain(line) : ReadWriteSet.ofWrites(line.writes());
        if (!readWriteSet.writesDigest().equals(line.writesDigest())) {
            throw journal.damaged(
                    line.index(),
                    "transaction " + line.transaction().call().function() + " writes " + readWriteSet.writesDigest()
                            + ", the line says " + line.writesDigest());
        }
        if (!state.commit(readWriteSet)) {
            throw new IllegalStateException("a replayed transaction conflicts with itself");
        }
        note(line, readWriteSet);
    }

    private void note(JournalLine line, ReadWriteSet readWriteSet) {
        LedgerPosition position =
                new LedgerPosition(line.index(), line.transaction().transactionId());
        LedgerEvent.of(line.transaction().call(), readWriteSet.writes())
                .ifPresent(event -> events.add(new FollowedEvent(position, event)));
    }

    private ReadWriteSet runAgain(JournalLine line) {
        try {
            return simulate(line.transaction()).readWriteSet();
        } catch (ContractException e) {
            throw journal.damaged(line.index(), "the contract refuses its transaction: " + e.getMessage());
        }
    }

    private record Simulated(Transaction transaction, JsonObject result, ReadWriteSet readWriteSet) {}
}
