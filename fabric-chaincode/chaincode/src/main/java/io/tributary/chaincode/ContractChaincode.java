// SPDX-License-Identifier: Apache-2.0
package io.tributary.chaincode;

import io.tributary.contract.Contract;
import io.tributary.contract.ContractCode;
import io.tributary.contract.ContractException;
import io.tributary.contract.LedgerEvent;
import io.tributary.contract.Transaction;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hyperledger.fabric.metrics.Metrics;
import org.hyperledger.fabric.shim.ChaincodeBase;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.traces.Traces;

/**
 * The {@link Contract} behind the shim's interface. The first argument of an invocation is the function, the second its
 * canonical JSON argument; confidential fields come as transient data. A refusal is a response of status 500 whose
 * message is {@code CODE: sentence}, since a gateway passes on nothing else of it.
 */
public class ContractChaincode extends ChaincodeBase {
    /** First word of the message when the chaincode itself fails; no code of the contract. */
    public static final String FAILED = "CHAINCODE_FAILED";

    private static final Logger LOG = Logger.getLogger(ContractChaincode.class.getName());

    private final Contract contract = new Contract();

    /**
     * Reads the shim's settings from the environment.
     *
     * @param options the shim's command line options, which win; {@code -i ID} sets the package id
     * @throws IllegalArgumentException if neither names a package id
     */
    public ContractChaincode(String... options) {
        initializeLogging();
        processEnvironmentOptions();
        processCommandLineOptions(options);
        validateOptions();
        Properties properties = getChaincodeConfig();
        Metrics.initialize(properties);
        Traces.initialize(properties);
    }

    /** Needs no initialisation; the network is set up by the contract's own {@code configure}. */
    @Override
    public Response init(ChaincodeStub stub) {
        return newSuccessResponse();
    }

    @Override
    public Response invoke(ChaincodeStub stub) {
        try {
            StubState state = new StubState(stub);
            Transaction transaction = StubCall.transaction(stub);
            JsonObject result = contract.invoke(state, transaction);
            LedgerEvent.of(transaction.call(), state.written())
                    .ifPresent(event ->
                            stub.setEvent(LedgerEvent.NAME, event.toJson().bytes()));
            return newSuccessResponse(result.bytes());
        } catch (ContractException e) {
            return newErrorResponse(e.getMessage());
        } catch (InvalidInputException e) {
            return newErrorResponse(ContractCode.ARGUMENT_INVALID + ": " + e.getMessage());
        } catch (RuntimeException e) {
            // Only the class: a message may quote what was confidential.
            LOG.log(Level.SEVERE, "transaction {0} failed with {1}", new Object[] {stub.getTxId(), e.getClass()});
            return newErrorResponse(FAILED + ": " + e.getClass().getSimpleName() + "; the chaincode's log says when");
        }
    }
}
