// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.contract.Checkpoint;
import io.tributary.contract.ContractCode;
import io.tributary.contract.ContractException;
import io.tributary.ledger.network.RealFabric;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.TributaryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same as the other ledgers, on a real Fabric network; each test has an instance of the chaincode to itself. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FabricLedgerOnFabricTest extends LedgerContractTest {
    private final List<Ledger> opened = new ArrayList<>();
    private RealFabric fabric;
    private String chaincode = "";

    @TempDir
    private static Path folder;

    @BeforeAll
    void startNetwork() throws Exception {
        fabric = RealFabric.startOrSkip(folder.resolve("network"));
    }

    @AfterAll
    void stopNetwork() throws Exception {
        if (fabric != null) {
            fabric.close();
        }
    }

    @BeforeEach
    void takeFreshChaincode() throws Exception {
        chaincode = fabric.freshChaincode();
    }

    @AfterEach
    void close() {
        opened.forEach(Ledger::close);
        opened.clear();
    }

    @Override
    protected Ledger ledger(String organisation) {
        return open(profile(organisation), organisation);
    }

    @Test
    void everyChangeIsToldOnceFromEveryPosition() throws Exception {
        FollowChecks.everyChangeIsToldOnceFromEveryPosition(this::ledger);
    }

    @Test
    @Override
    void aRefusalCarriesItsCodeAndLeavesTheLedgerAsItWas() {
        Ledger orgA = ledger("OrgA");
        start(orgA);
        close(orgA, ledger("OrgB"), 1);
        claim(orgA, 1, 0);
        Checkpoint before = orgA.checkpoint();
        assertThatThrownBy(() -> claim(orgA, 1, 0))
                .isInstanceOfSatisfying(
                        ContractException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ContractCode.CLAIM_TAKEN));
        assertThatThrownBy(() -> orgA.append(Samples.batches("support_mail", 2, Samples.hash("batch 1"))))
                .isInstanceOfSatisfying(
                        ContractException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ContractCode.BATCH_ANCHORED));
        assertThat(orgA.checkpoint()).isEqualTo(before);
        assertThat(orgA.claims(1)).hasSize(1);
    }

    @Test
    void nobodyButAMemberGetsIn() {
        Ledger orgA = ledger("OrgA");
        start(orgA);
        Checkpoint before = orgA.checkpoint();
        FabricProfile profile = profile("OrgA");
        Path crypto = folder.resolve("network/crypto/ordererOrganizations/orderer.tributary.test/users");
        Path stranger = crypto.resolve("Admin@orderer.tributary.test/msp");
        FabricProfile foreign = new FabricProfile(
                "orderer",
                profile.channel(),
                chaincode,
                stranger.resolve("signcerts/Admin@orderer.tributary.test-cert.pem"),
                stranger.resolve("keystore/priv_sk"),
                profile.gateways());
        assertThatThrownBy(() -> open(foreign, "stranger").record(Samples.datanet("strange")))
                .isInstanceOf(TributaryException.class)
                .isNotInstanceOf(ConflictException.class);
        FabricProfile impostor = new FabricProfile(
                "OrgA", profile.channel(), chaincode, foreign.certificate(), foreign.key(), profile.gateways());
        assertThatThrownBy(() -> open(impostor, "impostor").record(Samples.datanet("strange")))
                .isInstanceOf(TributaryException.class)
                .isNotInstanceOf(ConflictException.class);
        assertThat(orgA.checkpoint()).isEqualTo(before);
    }

    private Ledger open(FabricProfile profile, String organisation) {
        Path pending = folder.resolve(chaincode).resolve(organisation);
        Ledger ledger = FabricLedger.open(profile, pending, FabricDeadlines.USUAL);
        opened.add(ledger);
        return ledger;
    }

    private FabricProfile profile(String organisation) {
        FabricProfile profile = FabricProfile.read(fabric.connection(organisation));
        return new FabricProfile(
                profile.organisation(),
                profile.channel(),
                chaincode,
                profile.certificate(),
                profile.key(),
                profile.gateways());
    }
}
