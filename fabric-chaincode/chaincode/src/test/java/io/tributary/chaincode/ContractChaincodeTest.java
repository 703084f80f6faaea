// SPDX-License-Identifier: Apache-2.0
package io.tributary.chaincode;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.contract.Call;
import io.tributary.contract.State;
import io.tributary.contract.StateKey;
import io.tributary.contract.Transaction;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.verify.Policy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hyperledger.fabric.protos.common.MSPPrincipal;
import org.hyperledger.fabric.protos.common.MSPRole;
import org.hyperledger.fabric.protos.common.SignaturePolicyEnvelope;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ledger.CompositeKey;
import org.junit.jupiter.api.Test;

class ContractChaincodeTest {
    private static final Policy POLICY = new Policy(
            "test-net",
            1,
            List.of(new Policy.Organisation(
                    "OrgA", SigningKey.ofSeed(new byte[32]).verifyingKey())));

    private final ContractChaincode chaincode = new ContractChaincode("-i", "tributary:test");
    private final MapStub peer = new MapStub();

    private Chaincode.Response invoke(String... call) {
        return chaincode.invoke(peer.call(call).stub());
    }

    private static String argument(Call call) {
        return new String(call.argument().bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aTransactionWritesAndAnswersWhatTheContractSays() {
        Call configure = Call.configure(POLICY);
        Chaincode.Response response = invoke(configure.function(), argument(configure));
        assertThat(response.getStatus()).isEqualTo(Chaincode.Response.Status.SUCCESS);
        assertThat(response.getPayload()).isEqualTo(POLICY.toJson().bytes());
        assertThat(peer.state).containsOnlyKeys(new CompositeKey("policy").toString());
        assertThat(peer.policies).isEmpty();
    }

    @Test
    void aTransactionThatChangesTheLogTellsSoAndNoOther() {
        DepositEntry deposit = new DepositEntry("test-net", "deposit-1", "payer-1", 5, "credit");
        for (Call silent : List.of(Call.configure(POLICY), Call.record(deposit))) {
            invoke(silent.function(), argument(silent));
            assertThat(peer.events).as(silent.function()).isEmpty();
        }
        Call extend = Call.extend(List.of(deposit.leafHash()));
        invoke(extend.function(), argument(extend));
        assertThat(peer.events)
                .containsOnlyKeys("tributary")
                .containsEntry(
                        "tributary",
                        "{\"epoch\":\"0\",\"function\":\"extend\",\"logSize\":\"1\",\"type\":\"tributary/ledger-event/v1\"}");
        peer.events.clear();
        invoke(extend.function(), argument(extend));
        assertThat(peer.events).as("what is repeated changes nothing").isEmpty();
    }

    @Test
    void aRefusalIsAResponseWhoseMessageStartsWithTheCode() {
        Call query = Call.checkpoint();
        Chaincode.Response response = invoke(query.function(), argument(query));
        assertThat(response.getStatus()).isEqualTo(Chaincode.Response.Status.INTERNAL_SERVER_ERROR);
        assertThat(response.getMessage()).startsWith("NOT_CONFIGURED: ");
        assertThat(peer.state).isEmpty();
    }

    @Test
    void callsOfAnotherShapeAreRefusedAsInput() {
        assertThat(invoke().getMessage()).startsWith("ARGUMENT_INVALID: got 0 arguments");
        assertThat(invoke("checkpoint", "{}", "{}").getMessage()).startsWith("ARGUMENT_INVALID: got 3 arguments");
        assertThat(invoke("checkpoint", "{\"a\": 1}").getMessage()).startsWith("ARGUMENT_INVALID: ");
        assertThat(invoke("nothing-like-it", "{\"type\":\"t/v1\"}").getMessage())
                .startsWith("FUNCTION_UNKNOWN: ");
    }

    @Test
    void aMessageNeverQuotesWhatIsConfidential() {
        peer.confidential("leaf", "{\"payee\": \"very secret\"}");
        assertThat(invoke("claim", "{\"type\":\"tributary/call-claim/v1\"}").getMessage())
                .isEqualTo("ARGUMENT_INVALID: confidential field leaf is no canonical JSON object");
    }

    @Test
    void aHugeConfidentialFieldIsRefusedBeforeItIsParsed() {
        String huge = "{\"a\":\"" + "x".repeat(Evidence.BYTES_MAX) + "\"}";
        peer.confidential("evidence", huge);
        assertThat(invoke("challenge", "{\"type\":\"tributary/call-challenge/v1\"}")
                        .getMessage())
                .isEqualTo("ARGUMENT_INVALID: confidential field evidence is no canonical JSON object");
        MapStub other = new MapStub().call("challenge", "{}").confidential("leaf", huge);
        assertThat(StubCall.transaction(other.stub()).call().confidential()).containsOnlyKeys("leaf");
    }

    @Test
    void aFailureOfTheChaincodeNamesItsKindOnly() {
        peer.state.put(new CompositeKey("policy").toString(), new byte[] {1, 2, 3});
        Call query = Call.checkpoint();
        assertThat(invoke(query.function(), argument(query)).getMessage())
                .isEqualTo("CHAINCODE_FAILED: IllegalStateException; the chaincode's log says when");
    }

    @Test
    void theCallerIsTheMspThatVouchesForTheSubmitter() {
        Call query = Call.policy();
        peer.call(query.function(), argument(query));
        Transaction transaction = StubCall.transaction(peer.stub());
        assertThat(transaction).isEqualTo(new Transaction(query, "OrgA", "ab".repeat(32), 1_700_000_000_123L));
        peer.creator(new byte[] {1, 2, 3});
        assertThat(invoke(query.function(), argument(query)).getMessage())
                .isEqualTo("CALLER_UNKNOWN: the submitter's identity cannot be read");
    }

    @Test
    void keysAreTheShimsCompositeKeys() {
        assertThat(StateKey.of("log-head").text()).isEqualTo(new CompositeKey("log-head").toString());
        assertThat(StateKey.of("attestation", StateKey.padded(7), "OrgA").text())
                .isEqualTo(new CompositeKey("attestation", "0000000000000000007", "OrgA").toString());
    }

    @Test
    void anOrganisationsAttestationsAndVerdictsNeedItsOwnPeerOnceTheyAreThere() throws Exception {
        State state = new StubState(peer.stub());
        JsonObject value = JsonObject.nested().put("a", "b").build();
        StateKey attestation = StateKey.of(KeyOwner.ATTESTATION, StateKey.padded(7), StateKey.padded(0), "OrgB");
        StateKey sequence = StateKey.of(KeyOwner.SEQUENCE, "OrgC", StateKey.padded(1));
        StateKey verdict = StateKey.of(KeyOwner.VERDICT, StateKey.padded(7), "00", "OrgA");
        state.put(verdict, value);
        state.put(attestation, value);
        state.put(sequence, value);
        state.put(StateKey.of("entry", "00"), value);
        assertThat(state.get(attestation)).contains(value);
        assertThat(state.get(StateKey.of("entry", "11"))).isEmpty();
        assertThat(peer.policies).containsOnlyKeys(attestation.text(), sequence.text(), verdict.text());
        assertThat(peerOf(peer.policies.get(attestation.text()))).isEqualTo("OrgB");
        assertThat(peerOf(peer.policies.get(sequence.text()))).isEqualTo("OrgC");
        assertThat(peerOf(peer.policies.get(verdict.text()))).isEqualTo("OrgA");
    }

    /** The only organisation whose peer a policy asks for. */
    private static String peerOf(byte[] policy) throws Exception {
        SignaturePolicyEnvelope envelope = SignaturePolicyEnvelope.parseFrom(policy);
        assertThat(envelope.getIdentitiesList()).hasSize(1);
        MSPPrincipal principal = envelope.getIdentities(0);
        MSPRole role = MSPRole.parseFrom(principal.getPrincipal());
        assertThat(role.getRole()).isEqualTo(MSPRole.MSPRoleType.PEER);
        return role.getMspIdentifier();
    }
}
