// SPDX-License-Identifier: Apache-2.0
package io.tributary.chaincode.bench;

import io.tributary.chaincode.ContractChaincode;
import java.nio.charset.StandardCharsets;
import org.hyperledger.fabric.shim.ChaincodeStub;

/**
 * Answers the function {@code put} by storing the argument under the transaction's id, which is the least that a transaction
 * can do, and everything else as the contract does. Both run in the same process over the same connection, so that nothing
 * but their work tells them apart.
 */
public final class PutChaincode extends ContractChaincode {
    static final String PUT = "put";

    /**
     * Reads the shim's settings from the environment.
     *
     * @param options the shim's command line options, which win
     */
    public PutChaincode(String... options) {
        super(options);
    }

    @Override
    public Response invoke(ChaincodeStub stub) {
        byte[] function = stub.getArgs().get(0);
        if (!PUT.equals(new String(function, StandardCharsets.UTF_8))) {
            return super.invoke(stub);
        }
        byte[] value = stub.getArgs().get(1);
        stub.putState(stub.getTxId(), value);
        return newSuccessResponse(value);
    }
}
