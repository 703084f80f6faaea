// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Payout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedLedgerTest extends LedgerContractTest {
    @TempDir
    private Path folder;

    private Path journal;

    @BeforeEach
    void place() {
        journal = folder.resolve("ledger").resolve("journal.jsonl");
    }

    @Override
    protected EmbeddedLedger ledger(String organisation) {
        return EmbeddedLedger.open(journal, organisation);
    }

    /** A short journal: configure, two records, and one extend as the last line. */
    private void writeShortJournal() {
        EmbeddedLedger ledger = ledger("OrgA");
        ledger.configure(Samples.policy(3, 2));
        ledger.record(Samples.datanet("support_mail"));
        ledger.record(Samples.deposit("deposit-1", 10_000, "credit"));
        extend(ledger);
    }

    private static void extend(Ledger ledger) {
        ledger.extend(List.of(
                Samples.datanet("support_mail").leafHash(),
                Samples.deposit("deposit-1", 10_000, "credit").leafHash()));
    }

    private byte[] journalBytes() {
        try {
            return Files.readAllBytes(journal);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void rewrite(byte[] bytes) {
        try {
            Files.write(journal, bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int startOfLastLine(byte[] bytes) {
        int start = bytes.length - 1;
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    @Test
    void reopeningGivesTheSameState() {
        EmbeddedLedger orgA = ledger("OrgA");
        start(orgA);
        close(orgA, ledger("OrgB"), 1);
        claim(orgA, 1, 2);
        Hash digest = orgA.stateDigest();
        assertThat(ledger("OrgC").stateDigest()).isEqualTo(digest);
        assertThat(ledger("OrgC").claims(1)).hasSize(1);
    }

    @Test
    void aLedgerThatIsOpenSeesWhatAnotherWrites() {
        EmbeddedLedger orgA = ledger("OrgA");
        EmbeddedLedger orgB = ledger("OrgB");
        orgA.configure(Samples.policy(3, 2));
        orgB.append(Samples.datanet("support_mail"));
        orgA.append(Samples.datanet("other_mail"));
        assertThat(orgB.checkpoint().size()).isEqualTo(2);
        assertThat(orgB.stateDigest()).isEqualTo(orgA.stateDigest());
    }

    @Test
    void everyChangeIsToldOnceFromEveryPosition() throws Exception {
        FollowChecks.everyChangeIsToldOnceFromEveryPosition(this::ledger);
    }

    @Test
    void aPositionOfAnotherJournalIsRefusedAndNotSkipped() throws Exception {
        writeShortJournal();
        LedgerPosition foreign = new LedgerPosition(3, "00".repeat(32));
        try (LedgerEvents events = ledger("OrgA").follow(foreign)) {
            assertThatThrownBy(() -> events.next(FollowChecks.PATIENCE))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("is not at line 4 of ledger journal")
                    .hasMessageContaining("the position is of another journal");
        }
    }

    @Test
    void verifyingNamesTheFirstBadLineAndWritesNothing() throws IOException {
        writeShortJournal();
        assertThat(EmbeddedLedger.verify(journal)).isEqualTo(HistoryCheck.good(4));
        List<String> lines = new ArrayList<>(Files.readAllLines(journal));
        lines.set(2, lines.get(2).replace("deposit-1", "deposit-2"));
        rewrite((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        Path copy = Files.createDirectory(folder.resolve("copy")).resolve("journal.jsonl");
        Files.write(copy, journalBytes());
        byte[] before = Files.readAllBytes(copy);

        HistoryCheck check = EmbeddedLedger.verify(copy);

        assertThat(check.checked()).isEqualTo(2);
        assertThat(check.divergence().orElseThrow()).contains(copy + " is damaged at line 3: ");
        assertThat(Files.readAllBytes(copy)).isEqualTo(before);
        try (Stream<Path> files = Files.list(copy.getParent())) {
            assertThat(files).containsExactly(copy);
        }
        assertThatThrownBy(() -> EmbeddedLedger.verify(folder.resolve("none")))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void aJournalCutAnywhereInItsLastLineIsTheJournalBeforeItAndGoesOn() {
        writeShortJournal();
        byte[] whole = journalBytes();
        Hash complete = ledger("OrgA").stateDigest();
        int start = startOfLastLine(whole);
        rewrite(Arrays.copyOf(whole, start));
        Hash before = ledger("OrgA").stateDigest();
        for (int cut = start; cut < whole.length; cut++) {
            rewrite(Arrays.copyOf(whole, cut));
            EmbeddedLedger survivor = ledger("OrgB");
            assertThat(survivor.stateDigest()).as("cut at byte %d", cut).isEqualTo(before);
            assertThat(survivor.checkpoint().size()).isZero();
            extend(survivor);
            assertThat(survivor.stateDigest()).as("cut at byte %d", cut).isEqualTo(complete);
            assertThat(ledger("OrgC").stateDigest()).as("cut at byte %d", cut).isEqualTo(complete);
        }
    }

    @Test
    void aTornTailOfAnyContentIsDropped() throws IOException {
        writeShortJournal();
        byte[] whole = journalBytes();
        Hash complete = ledger("OrgA").stateDigest();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 50; i++) {
            byte[] tail = new byte[1 + random.nextInt(3000)];
            if (i > 0) {
                random.nextBytes(tail);
            }
            for (int at = 0; at < tail.length; at++) {
                tail[at] = tail[at] == '\n' ? 0 : tail[at];
            }
            rewrite(whole);
            Files.write(journal, tail, StandardOpenOption.APPEND);
            EmbeddedLedger survivor = ledger("OrgA");
            assertThat(survivor.stateDigest()).as("seed=5 tail %d", i).isEqualTo(complete);
            survivor.record(Samples.datanet("other_mail"));
            assertThat(new String(journalBytes(), StandardCharsets.UTF_8).split("\n"))
                    .as("seed=5 tail %d", i)
                    .hasSize(5);
        }
    }

    @Test
    void aFlippedBitAnywhereIsRefusedNamingItsLine() {
        writeShortJournal();
        byte[] whole = journalBytes();
        SplittableRandom random = new SplittableRandom(7);
        int line = 1;
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            rewrite(damaged);
            assertThatThrownBy(() -> ledger("OrgA"))
                    .as("seed=7 byte %d of line %d", at, line)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(journal.getFileName() + " is damaged at line " + line + ":");
            if (whole[at] == '\n') {
                line++;
            }
        }
    }

    @Test
    void aLineDroppedSwappedOrRepeatedIsRefused() {
        writeShortJournal();
        List<String> lines = List.of(new String(journalBytes(), StandardCharsets.UTF_8).split("\n"));
        for (List<Integer> order :
                List.of(List.of(1, 2, 3), List.of(0, 2, 1, 3), List.of(0, 1, 1, 2, 3), List.of(0, 1, 3))) {
            StringBuilder text = new StringBuilder();
            order.forEach(line -> text.append(lines.get(line)).append('\n'));
            rewrite(text.toString().getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> ledger("OrgA"))
                    .as("lines %s", order)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("is damaged at line");
        }
    }

    @Test
    void aRewrittenHistoryWithFreshHashesIsRefusedWhereTheContractSaysOtherwise() {
        writeShortJournal();
        String text = new String(journalBytes(), StandardCharsets.UTF_8);
        List<JournalLine> lines = new ArrayList<>();
        for (String line : text.split("\n")) {
            lines.add(JournalLine.parse(line.getBytes(StandardCharsets.UTF_8)));
        }
        JournalLine second = lines.get(1);
        rewriteChained(lines, 1, JournalLine.parse(second.bytes()), Samples.hash("other writes"));
        assertThatThrownBy(() -> ledger("OrgA"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("line 2: transaction record writes");
        rewriteChained(lines.subList(1, 4), -1, second, second.writesDigest());
        assertThatThrownBy(() -> ledger("OrgA"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("line 1: the contract refuses its transaction: NOT_CONFIGURED");
    }

    /** Writes the lines with indexes, links and hashes made anew, one of them with another digest of its writes. */
    private void rewriteChained(List<JournalLine> lines, int changed, JournalLine line, Hash writesDigest) {
        StringBuilder text = new StringBuilder();
        Hash previous = Hash.empty();
        for (int i = 0; i < lines.size(); i++) {
            JournalLine old = i == changed ? line : lines.get(i);
            JournalLine fresh = new JournalLine(
                    i,
                    previous,
                    old.transaction(),
                    old.replayable(),
                    old.writes(),
                    i == changed ? writesDigest : old.writesDigest());
            previous = fresh.hash();
            text.append(new String(fresh.bytes(), StandardCharsets.UTF_8)).append('\n');
        }
        rewrite(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theJournalHoldsNothingOfAClaimThatNamesThePayeeOrTheAmount() {
        EmbeddedLedger orgA = ledger("OrgA");
        start(orgA);
        close(orgA, ledger("OrgB"), 1);
        claim(orgA, 1, 2);
        Payout leaf = Samples.payouts(1).get(2);
        String text = new String(journalBytes(), StandardCharsets.UTF_8);
        assertThat(text).contains(leaf.leafHash().hex());
        assertThat(text)
                .doesNotContain(leaf.payee())
                .doesNotContain(leaf.payeeKey())
                .doesNotContain(leaf.salt())
                .doesNotContain("\"" + leaf.amount() + "\"");
    }

    @Test
    void aRefusalAndARepeatedTransactionWriteNoLine() {
        writeShortJournal();
        byte[] before = journalBytes();
        EmbeddedLedger ledger = ledger("OrgA");
        extend(ledger);
        ledger.record(Samples.datanet("support_mail"));
        assertThatThrownBy(() -> ledger.extend(List.of(Samples.hash("nothing"))))
                .hasMessageStartingWith("ENTRY_UNKNOWN: ");
        assertThat(journalBytes()).isEqualTo(before);
    }

    @Test
    void queriesDoNotWaitForAWriter() {
        writeShortJournal();
        EmbeddedLedger reader = ledger("OrgA");
        long size =
                JournalLock.whileHeld(journal.toAbsolutePath(), EmbeddedLedger.PATIENCE, () -> onAnotherThread(reader));
        assertThat(size).isEqualTo(2);
    }

    private static long onAnotherThread(EmbeddedLedger reader) {
        TreeMap<String, Long> sizes = new TreeMap<>();
        Thread thread = new Thread(() -> sizes.put("size", reader.checkpoint().size()), "reader");
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return sizes.get("size");
    }
}
