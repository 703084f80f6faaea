// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.ledger.FabricLedger;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.verify.Policy;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with Fabric's own programs. The tests share one network, in this order. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FabricNetworkTest {
    @TempDir
    private static Path folder;

    private RealFabric fabric;

    @BeforeAll
    void start() throws Exception {
        fabric = RealFabric.startOrSkip(folder.resolve("network"));
    }

    @AfterAll
    void stop() throws Exception {
        if (fabric != null) {
            fabric.close();
        }
    }

    @Test
    @Order(1)
    void everyProcessIsHealthyAndEveryPeerHoldsTheSameBlocks() throws Exception {
        NetworkStatus status = fabric.status();
        assertThat(status.up()).as("%s", status).isTrue();
        assertThat(status.nodes()).hasSize(7);
        assertThat(heights()).hasSize(4).containsOnly(heights().get(0));
        assertThat(fabric.network().definition(fabric.binaries()))
                .isEqualTo("tributary version 1, definition 1 on channel tributary");
    }

    @Test
    @Order(2)
    void startingWhatIsUpChangesNothing() throws Exception {
        NetworkStatus before = fabric.status();
        fabric.up();
        assertThat(fabric.status()).isEqualTo(before);
    }

    @Test
    @Order(3)
    void aSecondStarterIsToldSo() throws Exception {
        Path lock = folder.resolve("network/network.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            assertThatThrownBy(() -> fabric.up()).isInstanceOf(ConflictException.class);
        }
    }

    @Test
    @Order(4)
    void aNewVersionIsApprovedAndCommittedAsTheNextDefinition() throws Exception {
        fabric.network().define(fabric.binaries(), "other", "1");
        fabric.network().define(fabric.binaries(), "other", "2");
        long height = heights().get(0);
        fabric.network().define(fabric.binaries(), "other", "2");
        assertThat(heights()).containsOnly(height);
        Lifecycle lifecycle = Lifecycle.of(
                new NetworkFolder(folder.resolve("network")),
                NetworkPlan.read(folder.resolve("network/network.properties")),
                List.of("OrgB"),
                fabric.binaries().peer(),
                NetworkSettings.PATIENCE);
        assertThat(lifecycle.committed("other")).contains(new Lifecycle.Definition("other", "2", 2));
        assertThat(lifecycle.committed("absent")).isEmpty();
    }

    @Test
    @Order(5)
    void whatIsKilledUnderLoadIsStartedAgainAndEveryEntryIsThereOnce() throws Exception {
        Policy policy = policy();
        List<String> deposits = new ArrayList<>();
        try (FabricLedger ledger = ledger("OrgA")) {
            ledger.configure(policy);
            for (String victim : List.of("OrgB", "OrgC-chaincode", "orderer", "OrgA", "OrgA-chaincode")) {
                Thread load = new Thread(() -> {
                    for (int i = 0; i < 6; i++) {
                        deposits.add(deposit(ledger, policy, victim, i));
                    }
                });
                load.start();
                fabric.kill(victim);
                assertThat(fabric.node(victim).processId()).isEmpty();
                fabric.up();
                load.join();
            }
        }
        assertThat(deposits).hasSize(30);
        for (String organisation : RealFabric.ORGANISATIONS) {
            try (FabricLedger ledger = ledger(organisation)) {
                assertThat(ledger.entries(0))
                        .extracting(entry -> entry.entry().text("depositId"))
                        .as(organisation)
                        .containsExactlyElementsOf(deposits);
            }
        }
        assertThat(heights()).containsOnly(heights().get(0));
    }

    private static Policy policy() {
        return new Policy(
                "test-network",
                2,
                RealFabric.ORGANISATIONS.stream()
                        .map(name -> new Policy.Organisation(name, key(name).verifyingKey()))
                        .toList());
    }

    private static SigningKey key(String owner) {
        return SigningKey.ofSeed(
                Hash.sha256(owner.getBytes(StandardCharsets.UTF_8)).bytes());
    }

    private static String deposit(FabricLedger ledger, Policy policy, String victim, int index) {
        String id = "deposit-" + victim + "-" + index;
        ledger.deposit(new DepositEntry(policy.network(), id, "payer", 1, "credit"));
        return id;
    }

    @Test
    @Order(6)
    void theLogsSayWhatHappened() {
        for (String process : fabric.network().processes()) {
            assertThat(fabric.network().log(process, 5)).as(process).hasSize(5);
        }
        assertThatThrownBy(() -> fabric.network().log("OrgD", 5)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    @Order(7)
    void afterDownNothingRunsAndTheBlocksAreThereAtTheNextStart() throws Exception {
        List<Long> before = heights();
        fabric.down();
        assertThat(fabric.status().nodes())
                .noneMatch(NodeStatus::healthy)
                .noneMatch(node -> node.processId().isPresent());
        assertThat(fabric.down()).isEmpty();
        fabric.up();
        assertThat(heights()).isEqualTo(before);
    }

    @Test
    @Order(8)
    void keysAreTheOwnersAlone() throws Exception {
        assertThat(Files.getPosixFilePermissions(folder.resolve("network")))
                .hasSize(3)
                .allMatch(permission -> permission.name().startsWith("OWNER_"));
    }

    @Test
    void aFolderWithoutNetworkIsReported() {
        FabricNetwork none = FabricNetwork.in(folder.resolve("none"));
        assertThat(none.exists()).isFalse();
        assertThatThrownBy(() -> none.status()).isInstanceOf(UnavailableException.class);
    }

    private FabricLedger ledger(String organisation) {
        return FabricLedger.open(
                fabric.connection(organisation), folder.resolve("pending").resolve(organisation));
    }

    private List<Long> heights() throws InterruptedException {
        return fabric.status().nodes().stream()
                .map(NodeStatus::height)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .toList();
    }
}
