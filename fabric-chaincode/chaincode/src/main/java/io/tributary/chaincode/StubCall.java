// SPDX-License-Identifier: Apache-2.0
package io.tributary.chaincode;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tributary.contract.Call;
import io.tributary.contract.ContractCode;
import io.tributary.contract.ContractException;
import io.tributary.contract.Transaction;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.shim.ChaincodeStub;

/** Reads what the peer says about an invocation. The caller is the MSP that vouches for the submitter's certificate. */
final class StubCall {
    private StubCall() {}

    static Transaction transaction(ChaincodeStub stub) {
        List<byte[]> arguments = stub.getArgs();
        if (arguments.size() != 2) {
            throw new ContractException(
                    ContractCode.ARGUMENT_INVALID,
                    "got " + arguments.size() + " arguments, want a function and one JSON object");
        }
        String function = new String(arguments.get(0), StandardCharsets.UTF_8);
        CallerFunctions.require(stub.getCreator(), function);
        JsonObject argument = CanonicalJson.parse(arguments.get(1), Call.argumentBytesMax());
        return new Transaction(
                new Call(function, argument, confidential(stub.getTransient())),
                organisation(stub.getCreator()),
                stub.getTxId(),
                stub.getTxTimestamp().toEpochMilli());
    }

    private static SortedMap<String, JsonObject> confidential(Map<String, byte[]> transientData) {
        SortedMap<String, JsonObject> confidential = new TreeMap<>();
        new TreeMap<>(transientData).forEach((name, bytes) -> confidential.put(name, confidential(name, bytes)));
        return confidential;
    }

    private static JsonObject confidential(String name, byte[] bytes) {
        try {
            return CanonicalJson.parse(bytes, Call.confidentialBytesMax(name));
        } catch (InvalidInputException e) {
            // Says no more than this: the reason could quote what is confidential.
            throw new ContractException(
                    ContractCode.ARGUMENT_INVALID, "confidential field " + name + " is no canonical JSON object");
        }
    }

    private static String organisation(byte[] creator) {
        try {
            return SerializedIdentity.parseFrom(creator).getMspid();
        } catch (InvalidProtocolBufferException e) {
            throw new ContractException(ContractCode.CALLER_UNKNOWN, "the submitter's identity cannot be read");
        }
    }
}
