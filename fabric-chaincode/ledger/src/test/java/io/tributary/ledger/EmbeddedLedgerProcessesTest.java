// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.contract.LogEntry;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.MerkleTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes, and several threads, on one journal. */
class EmbeddedLedgerProcessesTest {
    @TempDir
    private Path folder;

    private Path journal;

    @BeforeEach
    void configure() {
        journal = folder.resolve("journal.jsonl");
        EmbeddedLedger.open(journal, "OrgA").configure(Samples.policy(3, 2));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                LedgerWriter.class.getName(),
                journal.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private List<String> depositsInTheLog() {
        EmbeddedLedger ledger = EmbeddedLedger.open(journal, "OrgC");
        List<LogEntry> entries = ledger.entries(0);
        MerkleTree tree = MerkleTree.ofLeaves(
                entries.stream().map(entry -> entry.entry().bytes()).toList());
        assertThat(ledger.checkpoint().root()).isEqualTo(tree.root());
        return entries.stream().map(entry -> entry.entry().text("depositId")).toList();
    }

    @Test
    void processesThatSubmitAtOnceLoseNothingAndWriteNothingTwice() throws Exception {
        Process first = start("OrgA", "a", "40");
        Process second = start("OrgB", "b", "40");
        assertThat(first.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(second.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(first.exitValue()).isZero();
        assertThat(second.exitValue()).isZero();
        List<String> deposits = depositsInTheLog();
        assertThat(deposits).doesNotHaveDuplicates().hasSize(80);
        for (String writer : List.of("a", "b")) {
            List<String> own =
                    deposits.stream().filter(id -> id.startsWith(writer)).collect(Collectors.toList());
            assertThat(own).as("each process's entries stand in its order").isSorted();
        }
    }

    @Test
    void threadsWithLedgersOfTheirOwnDoNotDisturbOneAnother() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            Thread thread = new Thread(() -> LedgerWriter.write(journal, "OrgA", name, 15, id -> {}), name);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(depositsInTheLog()).doesNotHaveDuplicates().hasSize(60);
    }

    @Test
    void aProcessKilledWhileWritingLosesNothingThatItWasToldIsDone() throws Exception {
        TreeSet<String> acknowledged = new TreeSet<>();
        for (int round = 0; round < 4; round++) {
            Process process = start("OrgB", "round" + round, "100000");
            try (BufferedReader output = output(process)) {
                for (int i = 0; i < 10 + 7 * round; i++) {
                    acknowledged.add(output.readLine());
                }
                process.toHandle().destroyForcibly();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                output.lines().filter(line -> line.matches("round\\d-\\d{6}")).forEach(acknowledged::add);
            }
            assertThat(depositsInTheLog())
                    .as("round %d", round)
                    .doesNotHaveDuplicates()
                    .containsAll(acknowledged);
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(10 + 17 + 24 + 31);
    }

    @Test
    void aWriterThatWaitsTooLongSaysWhoIsInTheWay() throws Exception {
        Process holder = start("hold");
        try (BufferedReader output = output(holder)) {
            assertThat(output.readLine()).isEqualTo("held");
            EmbeddedLedger ledger = EmbeddedLedger.open(journal, "OrgA", Clock.systemUTC(), Duration.ofMillis(50));
            assertThat(ledger.checkpoint().size()).as("queries go on").isZero();
            assertThatThrownBy(() -> ledger.record(Samples.deposit("late", 1, "credit")))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("journal.jsonl.lock is held by another process");
        } finally {
            holder.destroyForcibly();
        }
        assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
        EmbeddedLedger.open(journal, "OrgA").record(Samples.deposit("late", 1, "credit"));
    }
}
