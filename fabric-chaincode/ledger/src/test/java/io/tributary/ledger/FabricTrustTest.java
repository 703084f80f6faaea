// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.contract.ContractCode;
import io.tributary.contract.ContractException;
import io.tributary.ledger.fixture.PeersExtension;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Evidence;
import java.util.List;
import org.hyperledger.fabric.protos.common.Envelope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What certificates bound and what blocks say; on the protocol fixture. */
class FabricTrustTest {
    @RegisterExtension
    static final PeersExtension FABRIC = new PeersExtension();

    @Test
    void aCertificateForSomeFunctionsIsForNoOthers() {
        FABRIC.ledger("OrgA").configure(Samples.policy(3, 2));
        String attributes = "{\"attrs\":{\"tributary.functions\":\"checkpoint,record\"}}";
        Ledger clerk = FABRIC.ledger(FABRIC.peers().profile(FABRIC.folder().resolve("clerk"), "OrgA", attributes));
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
        Ledger orgA = FABRIC.ledger("OrgA");
        LedgerContractTest.start(orgA);
        EpochRecord record = LedgerContractTest.close(orgA, FABRIC.ledger("OrgB"), 1);
        LedgerContractTest.claim(orgA, 1, 0);
        LedgerContractTest.claim(orgA, 1, 3);
        Evidence evidence = SecrecyChecks.challenge(FABRIC.ledger("OrgC"), record);
        List<byte[]> blocks =
                FABRIC.peers().blocks().stream().map(Envelope::toByteArray).toList();
        SecrecyChecks.requireNothingConfidential(blocks, 3, evidence);
    }
}
