// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.contract.Call;
import io.tributary.contract.ContractCode;
import io.tributary.contract.ContractException;
import io.tributary.ledger.fixture.ClientIdentity;
import io.tributary.ledger.network.RealFabric;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Evidence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hyperledger.fabric.client.GatewayException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Whom a real network listens to, what its blocks say, and whether they are still what they were; in this order. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FabricTrustOnFabricTest {
    private static final long YEAR_MILLIS = Duration.ofDays(365).toMillis();
    private static final long SECOND_MILLIS = 1_000;

    private final List<Ledger> opened = new ArrayList<>();
    private RealFabric fabric;

    @TempDir
    private static Path folder;

    @BeforeAll
    void startNetwork() throws Exception {
        fabric = RealFabric.startOrSkip(folder.resolve("network"));
        LedgerContractTest.start(ledger("OrgA"));
    }

    @AfterAll
    void stopNetwork() throws Exception {
        if (fabric != null) {
            fabric.close();
        }
    }

    @AfterEach
    void close() {
        opened.forEach(Ledger::close);
        opened.clear();
    }

    private Ledger ledger(String organisation) {
        return open(FabricProfile.read(fabric.connection(organisation)));
    }

    private Ledger open(FabricProfile profile) {
        Ledger ledger = FabricLedger.open(profile, folder.resolve("pending-" + opened.size()), FabricDeadlines.USUAL);
        opened.add(ledger);
        return ledger;
    }

    /** OrgA's profile with somebody else's name, certificate and key. */
    private FabricProfile as(String organisation, Path certificate, Path key) {
        FabricProfile profile = FabricProfile.read(fabric.connection("OrgA"));
        return new FabricProfile(
                organisation, profile.channel(), profile.chaincode(), certificate, key, profile.gateways());
    }

    private FabricProfile as(String organisation, Path identity) {
        return as(organisation, identity.resolve("cert.pem"), identity.resolve("key.pem"));
    }

    /** A client that OrgA's own authority vouches for. */
    private FabricProfile signed(String name, long validMillis, String attributes) {
        Path identity = folder.resolve(name);
        ClientIdentity.writeSigned(identity, fabric.authority("OrgA"), name, validMillis, attributes);
        return as("OrgA", identity);
    }

    @Test
    @Order(1)
    void whoIsNotOfTheNetworkIsToldSoInOneSentenceWithAStableCode() throws Exception {
        FabricProfile orgA = FabricProfile.read(fabric.connection("OrgA"));
        FabricProfile orgB = FabricProfile.read(fabric.connection("OrgB"));
        Path rogue = folder.resolve("rogue");
        ClientIdentity.write(rogue, "rogue", "");
        Map<String, FabricProfile> strangers = new LinkedHashMap<>();
        strangers.put("a certificate of another organisation", as("OrgA", orgB.certificate(), orgB.key()));
        strangers.put("an MSP that the channel does not have", as("OrgX", orgA.certificate(), orgA.key()));
        strangers.put("an unknown authority", as("OrgA", rogue));
        strangers.put("another key than the certificate's", as("OrgA", orgA.certificate(), orgB.key()));
        for (Map.Entry<String, FabricProfile> stranger : strangers.entrySet()) {
            requireRefused(stranger.getKey(), stranger.getValue(), "IDENTITY_UNKNOWN");
            try (LedgerEvents events = open(stranger.getValue()).follow(LedgerPosition.START)) {
                assertThatThrownBy(() -> events.next(FollowChecks.PATIENCE))
                        .as(stranger.getKey())
                        .isInstanceOf(RefusedException.class)
                        .hasMessageStartingWith("following the ledger: IDENTITY_");
            }
        }
        requireRefused("an expired certificate", signed("expired", SECOND_MILLIS, ""), "IDENTITY_EXPIRED");
        open(signed("fresh", YEAR_MILLIS, "")).record(Samples.datanet("by_a_fresh_client"));
    }

    private void requireRefused(String who, FabricProfile profile, String code) {
        Ledger ledger = open(profile);
        Runnable transaction = () -> ledger.record(Samples.datanet("strange"));
        Runnable query = () -> ledger.checkpoint();
        for (Runnable call : List.of(transaction, query)) {
            assertThatThrownBy(call::run)
                    .as(who)
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refusal -> assertThat(refusal.exitCode()).isEqualTo(1))
                    .hasMessageMatching("(record|checkpoint): " + code + ": [^\\n]*");
        }
    }

    @Test
    @Order(2)
    void aCertificateForSomeFunctionsIsForNoOthers() {
        String attributes = "{\"attrs\":{\"hf.Type\":\"client\",\"tributary.functions\":\"checkpoint,record\"}}";
        Ledger clerk = open(signed("clerk", YEAR_MILLIS, attributes));
        assertThat(clerk.checkpoint()).isEqualTo(ledger("OrgA").checkpoint());
        clerk.record(Samples.datanet("by_a_clerk"));
        assertThatThrownBy(() -> clerk.propose(Samples.epoch(1, "")))
                .isInstanceOfSatisfying(
                        ContractException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ContractCode.ROLE_FORBIDDEN));
    }

    @Test
    @Order(3)
    void everyPeerHoldsAnEpochAndNoBlockSaysWhoGetsWhat() throws Exception {
        EpochRecord record = LedgerContractTest.close(ledger("OrgA"), ledger("OrgB"), 1);
        for (int i = 0; i < 3; i++) {
            LedgerContractTest.claim(ledger("OrgB"), 1, i);
        }
        Evidence evidence = SecrecyChecks.challenge(ledger("OrgC"), record);
        for (String organisation : RealFabric.ORGANISATIONS) {
            Ledger own = open(onlyOwnGateway(organisation));
            assertThat(own.epochStatus(1).orElseThrow().record())
                    .as(organisation)
                    .isEqualTo(record);
            assertThat(own.claims(1)).as(organisation).hasSize(3);
        }
        SecrecyChecks.requireNothingConfidential(blocks(), 2, evidence);
    }

    private FabricProfile onlyOwnGateway(String organisation) {
        FabricProfile profile = FabricProfile.read(fabric.connection(organisation));
        return new FabricProfile(
                organisation,
                profile.channel(),
                profile.chaincode(),
                profile.certificate(),
                profile.key(),
                profile.gateways().subList(0, 1));
    }

    private List<byte[]> blocks() throws GatewayException {
        try (FabricGateways gateways =
                FabricGateways.open(FabricProfile.read(fabric.connection("OrgA")), FabricDeadlines.USUAL)) {
            FabricBlocks blocks = new FabricBlocks(gateways.current());
            List<byte[]> all = new ArrayList<>();
            for (long number = 0; number < blocks.height(); number++) {
                all.add(blocks.block(number).toByteArray());
            }
            return all;
        }
    }

    @Test
    @Order(4)
    void oneByteThatIsChangedInOnePeersFilesIsFound() throws Exception {
        Path profile = fabric.connection("OrgA");
        HistoryCheck before = BlockAudit.run(profile, 0);
        assertThat(before.sound()).as("%s", before).isTrue();
        assertThat(before.checked()).isGreaterThan(10);

        long block = fabric.tamperLastEpoch("OrgB");

        HistoryCheck after = BlockAudit.run(profile, 0);
        assertThat(after.checked()).isEqualTo(block);
        assertThat(after.divergence().orElseThrow())
                .startsWith("block " + block + " of the peer of OrgB holds transactions of hash ");
        assertThat(ledger("OrgA").evaluate(Call.checkpoint())).isNotNull();
    }
}
