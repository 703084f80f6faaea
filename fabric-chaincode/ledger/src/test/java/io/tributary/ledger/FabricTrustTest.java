// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.contract.ContractCode;
import io.tributary.contract.ContractException;
import io.tributary.ledger.fixture.PeerFixture;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Evidence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hyperledger.fabric.protos.common.Envelope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What certificates bound and what blocks say; on the protocol fixture. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FabricTrustTest {
    private final List<Ledger> opened = new ArrayList<>();
    private PeerFixture peers;

    @TempDir
    private Path folder;

    @BeforeAll
    void startPeers() {
        peers = PeerFixture.start();
    }

    @AfterAll
    void stopPeers() {
        peers.close();
    }

    @BeforeEach
    void forget() {
        peers.reset();
    }

    @AfterEach
    void close() {
        opened.forEach(Ledger::close);
        opened.clear();
    }

    private Ledger open(Path profile) {
        Ledger ledger = FabricLedger.open(profile, folder.resolve("pending-" + opened.size()));
        opened.add(ledger);
        return ledger;
    }

    private Ledger ledger(String organisation) {
        return open(peers.profile(folder, organisation));
    }

    @Test
    void aCertificateForSomeFunctionsIsForNoOthers() {
        ledger("OrgA").configure(Samples.policy(3, 2));
        String attributes = "{\"attrs\":{\"tributary.functions\":\"checkpoint,record\"}}";
        Ledger clerk = open(peers.profile(folder.resolve("clerk"), "OrgA", attributes));
        clerk.record(Samples.datanet("by_a_clerk"));
        assertThat(clerk.checkpoint().size()).isZero();
        for (Runnable call : List.<Runnable>of(() -> clerk.propose(Samples.epoch(1, "")), clerk::deposits)) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            ContractException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ContractCode.ROLE_FORBIDDEN))
                    .hasMessageContaining("the client's certificate is for checkpoint,record, got ");
        }
    }

    @Test
    void noBlockSaysWhoGetsWhatAfterClaimsAndAChallenge() {
        Ledger orgA = ledger("OrgA");
        LedgerContractTest.start(orgA);
        EpochRecord record = LedgerContractTest.close(orgA, ledger("OrgB"), 1);
        LedgerContractTest.claim(orgA, 1, 0);
        LedgerContractTest.claim(orgA, 1, 3);
        Evidence evidence = SecrecyChecks.challenge(ledger("OrgC"), record);
        List<byte[]> blocks = peers.blocks().stream().map(Envelope::toByteArray).toList();
        SecrecyChecks.requireNothingConfidential(blocks, 3, evidence);
    }
}
