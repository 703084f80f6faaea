// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Ran;
import io.tributary.cli.Terminal;
import io.tributary.cli.Tributary;
import io.tributary.cli.Workspace;
import io.tributary.ledger.EmbeddedLedger;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.tables.LedgerMirror;
import io.tributary.tables.LedgerTables;
import io.tributary.tables.SecretSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ledger mirror}: once, following, and killed while it follows. */
// Of its own thread, since whoever waits for a line can't be interrupted.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MirrorTest {
    private static final long SEED = 20_261_121L;
    private static final int ROUNDS = 4;
    /** Entries written while the follower is killed; more would only make the journal longer. */
    private static final int BURST = 5;

    @TempDir
    private Path folder;

    private Path home;
    private Ledger ledger;

    @BeforeEach
    void makeNetwork() {
        home = folder.resolve("home");
        try (Workspace workspace = open()) {
            new NetworkStep(workspace).ensure();
        }
        ledger = EmbeddedLedger.open(home.resolve("ledger/journal.jsonl"), "org1");
    }

    private Workspace open() {
        Terminal terminal = new Terminal(System.out, System.err, Terminal.Format.TEXT);
        return Workspace.openOrCreate(home, Optional.empty(), terminal, SecretSource.random());
    }

    /** An entry that its organisation appends alone. */
    private void append(int number) {
        String network = ledger.policy().orElseThrow().network();
        ledger.append(new DatanetEntry(network, "mirrored_" + number, "org1", "CC0-1.0", Hash.empty(), 0));
    }

    private void requireMirrored() {
        try (Workspace workspace = open()) {
            List<LedgerMirror.Entry> mirrored = new LedgerMirror(workspace.lake()).entries();
            assertThat(mirrored)
                    .extracting(LedgerMirror.Entry::index)
                    .containsExactlyElementsOf(
                            LongStream.range(0, mirrored.size()).boxed().toList());
            assertThat(mirrored)
                    .extracting(LedgerMirror.Entry::leafHash)
                    .isEqualTo(ledger.entries(0).stream()
                            .map(entry -> entry.leafHash().hex())
                            .toList());
        }
    }

    private Process startFollowing() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Tributary.class.getName(),
                        "ledger",
                        "mirror",
                        "--follow",
                        "--home",
                        home.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Reads until the mirror says that it has so many entries; returns what it said last if it ends before. */
    private static String awaitEntries(BufferedReader lines, long entries) throws IOException {
        String last = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            last = line;
            if (line.contains("ledger.log has " + entries + " entries")) {
                return line;
            }
        }
        return "it ended with: " + last;
    }

    @Test
    void onceCopiesWhatIsMissingAndFollowingCopiesEveryEntryAsItComes() throws Exception {
        Ran once = Ran.of("ledger", "mirror", "--home", home.toString());
        assertThat(once.exit()).as(once.err()).isZero();
        requireMirrored();
        Process process = startFollowing();
        try (BufferedReader lines = lines(process)) {
            long before = ledger.checkpoint().size();
            assertThat(awaitEntries(lines, before)).contains("0 of them new");
            for (int i = 1; i <= 3; i++) {
                append(i);
                assertThat(awaitEntries(lines, before + i)).contains("1 of them new");
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        requireMirrored();
    }

    @Test
    void aFollowerThatIsKilledAnywhereLosesNothingAndDoublesNothing() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        int number = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Process process = startFollowing();
            Thread writer = new Thread(writing(number + BURST, BURST));
            try (BufferedReader lines = lines(process)) {
                requireReport(lines, round);
                for (int reports = random.nextInt(BURST); reports > 0; reports--) {
                    append(number + reports);
                    requireReport(lines, round);
                }
                writer.start();
                requireReport(lines, round);
            } finally {
                process.destroyForcibly().waitFor();
            }
            writer.join();
            number += 2 * BURST;
        }
        Ran once = Ran.of("ledger", "mirror", "--home", home.toString());
        assertThat(once.exit()).as("seed %d: %s", SEED, once.err()).isZero();
        requireMirrored();
    }

    private Runnable writing(int first, int count) {
        return () -> IntStream.range(first, first + count).forEach(this::append);
    }

    private static void requireReport(BufferedReader lines, int round) throws IOException {
        assertThat(lines.readLine()).as("seed %d, round %d", SEED, round).startsWith("ledger.log has ");
    }

    @Test
    void aListenerThatStartsFromAStalePositionDoublesNothing() throws Exception {
        try (Workspace workspace = open()) {
            for (int i = 0; i < 5; i++) {
                append(i);
            }
            MirrorSteps steps = new MirrorSteps(workspace);
            steps.once();
            LedgerMirror mirror = new LedgerMirror(workspace.lake());
            assertThat(mirror.position())
                    .as("a copy without listener starts over")
                    .isEqualTo("0:");
            Table table = workspace.lake().table(LedgerTables.LOG_TABLE);
            long before = ancestors(table);
            Thread follower = new Thread(() -> followQuietly(steps));
            follower.start();
            for (int i = 5; i < 7; i++) {
                append(i);
                while (mirror.size() < ledger.checkpoint().size()) {
                    Thread.onSpinWait();
                }
            }
            follower.interrupt();
            follower.join();
            assertThat(ancestors(workspace.lake().table(LedgerTables.LOG_TABLE)))
                    .as("snapshots, one for each of the two new entries")
                    .isEqualTo(before + 2);
            assertThat(mirror.position()).isNotEqualTo("0:");
        }
        requireMirrored();
    }

    private static long ancestors(Table table) {
        return StreamSupport.stream(table.snapshots().spliterator(), false).count();
    }

    private static void followQuietly(MirrorSteps steps) {
        try {
            steps.follow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
