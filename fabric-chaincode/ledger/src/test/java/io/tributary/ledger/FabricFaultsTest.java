// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.contract.LogEntry;
import io.tributary.ledger.fixture.OrdererFault;
import io.tributary.ledger.fixture.PeerFixture;
import io.tributary.ledger.fixture.PeersExtension;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.DepositEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the client does when gateways, orderer, chaincode or itself fail; on the protocol fixture. */
class FabricFaultsTest {
    private static final FabricDeadlines SHORT = new FabricDeadlines(
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            Duration.ofSeconds(2));

    @RegisterExtension
    static final PeersExtension FABRIC = new PeersExtension();

    @BeforeEach
    void configure() {
        ledger().configure(Samples.policy(3, 2));
    }

    private FabricLedger ledger() {
        return FABRIC.closing(FabricLedger.open(FabricProfile.read(profile()), pending(), SHORT));
    }

    private Path profile() {
        return FABRIC.profile("OrgA");
    }

    private Path pending() {
        return FABRIC.folder().resolve("pending");
    }

    private List<Path> pendingFiles() {
        try (Stream<Path> files = Files.list(pending())) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DepositEntry deposit(String depositId) {
        return Samples.deposit(depositId, 10_000, "credit");
    }

    private static List<Hash> logged(Ledger ledger) {
        return ledger.entries(0).stream().map(LogEntry::leafHash).toList();
    }

    @Test
    void aTransactionThatTheOrdererForgotIsSentAgainAndTakesEffectOnce() {
        Ledger ledger = ledger();
        FABRIC.peers().breakOrderer(OrdererFault.FORGET, OrdererFault.FORGET);
        int before = FABRIC.peers().blocks().size();
        ledger.record(deposit("deposit-1"));
        assertThat(FABRIC.peers().blocks()).hasSize(before + 1);
        assertThat(pendingFiles()).isEmpty();
        assertThat(ledger.extend(List.of(deposit("deposit-1").leafHash()))).containsExactly(0L);
    }

    @Test
    void aLostAcknowledgementIsLookedUpAndTheTransactionIsNotSentAgain() {
        Ledger ledger = ledger();
        FABRIC.peers().breakOrderer(OrdererFault.LOSE_ACKNOWLEDGEMENT);
        int before = FABRIC.peers().blocks().size();
        ledger.record(deposit("deposit-1"));
        assertThat(FABRIC.peers().blocks()).hasSize(before + 1);
        assertThat(pendingFiles()).isEmpty();
    }

    @Test
    void anUnknownOutcomeIsKeptAndSettledBeforeTheNextTransaction() {
        Ledger ledger = ledger();
        OrdererFault[] down = new OrdererFault[40];
        Arrays.fill(down, OrdererFault.REFUSE);
        FABRIC.peers().breakOrderer(down);
        assertThatThrownBy(() -> ledger.record(deposit("deposit-1")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("may or may not come to be")
                .hasMessageContaining("no orderers could successfully process transaction");
        assertThat(pendingFiles()).hasSize(1);
        FABRIC.peers().mendOrderer();
        ledger.record(deposit("deposit-2"));
        assertThat(pendingFiles()).isEmpty();
        assertThat(ledger.extend(List.of(
                        deposit("deposit-1").leafHash(), deposit("deposit-2").leafHash())))
                .containsExactly(0L, 1L);
    }

    @Test
    void aClientThatIsKilledAfterItsTransactionWasOrderedFindsItDone() throws Exception {
        int before = FABRIC.peers().blocks().size();
        killWhileSubmitting(OrdererFault.LOSE_ACKNOWLEDGEMENT);
        assertThat(pendingFiles()).hasSize(1);
        assertThat(FABRIC.peers().blocks()).hasSize(before + 1);
        Ledger ledger = ledger();
        ledger.append(List.of(deposit("deposit-1")));
        assertThat(logged(ledger)).containsExactly(deposit("deposit-1").leafHash());
        assertThat(pendingFiles()).isEmpty();
    }

    @Test
    void aClientThatIsKilledBeforeItsTransactionWasOrderedSendsItAfterItsRestart() throws Exception {
        int before = FABRIC.peers().blocks().size();
        killWhileSubmitting(OrdererFault.REFUSE);
        assertThat(pendingFiles()).hasSize(1);
        assertThat(FABRIC.peers().blocks()).hasSize(before);
        Ledger ledger = ledger();
        ledger.record(deposit("deposit-2"));
        assertThat(pendingFiles()).isEmpty();
        // The killed client's deposit is recorded: it can be appended without being recorded again.
        assertThat(ledger.extend(List.of(deposit("deposit-1").leafHash()))).containsExactly(0L);
    }

    private void killWhileSubmitting(OrdererFault fault) throws Exception {
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FabricWriter.class.getName(),
                        profile().toString(),
                        pending().toString(),
                        "deposit-1")
                .redirectErrorStream(true)
                .redirectOutput(FABRIC.folder().resolve("client.log").toFile())
                .start();
        FABRIC.peers().breakOrderer(fault);
        FABRIC.peers().afterSubmit(() -> {
            client.destroyForcibly();
            client.onExit().join();
        });
        assertThat(client.waitFor(120, TimeUnit.SECONDS)).as("client ended").isTrue();
        FABRIC.peers().afterSubmit(() -> {});
        assertThat(client.exitValue())
                .as(Files.readString(FABRIC.folder().resolve("client.log")))
                .isEqualTo(137);
    }

    @Test
    void anotherOrganisationsGatewayIsUsedWhenTheOwnOneIsDown() {
        Ledger ledger = ledger();
        FABRIC.peers().stopGateway("OrgA");
        ledger.append(List.of(deposit("deposit-1")));
        FABRIC.peers().stopGateway("OrgB");
        assertThat(logged(ledger)).containsExactly(deposit("deposit-1").leafHash());
    }

    @Test
    void anotherOrganisationsGatewayIsUsedWhenTheOwnChaincodeIsDown() {
        Ledger ledger = ledger();
        FABRIC.peers().stopChaincode("OrgA");
        ledger.append(List.of(deposit("deposit-1")));
        assertThat(logged(ledger)).containsExactly(deposit("deposit-1").leafHash());
    }

    @Test
    void withoutAnyGatewayOneSentenceSaysSo() {
        Ledger ledger = ledger();
        PeerFixture.ORGANISATIONS.forEach(FABRIC.peers()::stopGateway);
        assertThatThrownBy(ledger::checkpoint)
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("checkpoint failed: UNAVAILABLE");
    }

    @Test
    void endorsersThatStandAtDifferentBlocksAreAskedAgain() {
        Ledger ledger = ledger();
        ledger.record(deposit("deposit-2"));
        ledger.append(List.of(deposit("deposit-1")));
        FABRIC.peers().lagBehind(2);
        assertThat(ledger.extend(List.of(deposit("deposit-2").leafHash()))).containsExactly(1L);
        assertThat(FABRIC.peers().disagreements()).isEqualTo(2);
    }

    @Test
    void writersWhoMeetAtTheLogsHeadEachGetTheirPlaceOnce() throws Exception {
        int writers = 6;
        List<Hash> wanted = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                DepositEntry deposit = deposit("deposit-" + i);
                wanted.add(deposit.leafHash());
                Ledger ledger = ledger();
                running.add(threads.submit(() -> ledger.append(List.of(deposit))));
            }
            for (Future<?> one : running) {
                one.get(120, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(logged(ledger())).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(ledger().checkpoint().size()).isEqualTo(writers);
    }

    @Test
    void attestationsBelongToTheirOrganisationsOnceTheyAreThere() throws IOException {
        Ledger first = ledger();
        LedgerContractTest.start(first);
        FabricLedger second = FABRIC.ledger("OrgB");
        LedgerContractTest.close(first, second, 1);
        String epoch = "0000000000000000001";
        String round = "0000000000000000000";
        String sequence = "0000000000000001000";
        assertThat(FABRIC.peers().keysWithPolicy())
                .containsExactlyInAnyOrder(
                        "\0attestation\0" + epoch + "\0" + round + "\0OrgA\0",
                        "\0attestation\0" + epoch + "\0" + round + "\0OrgB\0",
                        "\0sequence\0OrgA\0" + sequence + "\0",
                        "\0sequence\0OrgB\0" + sequence + "\0");
    }
}
