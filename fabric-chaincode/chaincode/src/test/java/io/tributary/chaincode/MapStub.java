// SPDX-License-Identifier: Apache-2.0
package io.tributary.chaincode;

import com.google.protobuf.ByteString;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.shim.ChaincodeStub;

/** A stub over a map; whatever the adapter has no business calling throws. */
final class MapStub {
    final Map<String, byte[]> state = new TreeMap<>();
    final Map<String, byte[]> policies = new TreeMap<>();
    final Map<String, String> events = new TreeMap<>();
    private final Map<String, byte[]> transientData = new TreeMap<>();
    private final List<byte[]> arguments = new ArrayList<>();
    private byte[] creator = SerializedIdentity.newBuilder()
            .setMspid("OrgA")
            .setIdBytes(ByteString.copyFromUtf8("a certificate"))
            .build()
            .toByteArray();

    MapStub call(String... call) {
        arguments.clear();
        Arrays.stream(call).map(text -> text.getBytes(StandardCharsets.UTF_8)).forEach(arguments::add);
        return this;
    }

    MapStub confidential(String name, String text) {
        transientData.put(name, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    MapStub creator(byte[] bytes) {
        creator = bytes;
        return this;
    }

    ChaincodeStub stub() {
        return (ChaincodeStub) Proxy.newProxyInstance(
                MapStub.class.getClassLoader(), new Class<?>[] {ChaincodeStub.class}, (proxy, method, values) -> {
                    switch (method.getName()) {
                        case "getArgs":
                            return arguments;
                        case "getTransient":
                            return transientData;
                        case "getCreator":
                            return creator;
                        case "getTxId":
                            return "ab".repeat(32);
                        case "getTxTimestamp":
                            return Instant.ofEpochMilli(1_700_000_000_123L);
                        case "getState":
                            return state.getOrDefault((String) values[0], new byte[0]);
                        case "putState":
                            return state.put((String) values[0], (byte[]) values[1]);
                        case "setEvent":
                            return events.put(
                                    (String) values[0], new String((byte[]) values[1], StandardCharsets.UTF_8));
                        case "setStateValidationParameter":
                            return policies.put((String) values[0], (byte[]) values[1]);
                        default:
                            throw new UnsupportedOperationException(method.getName());
                    }
                });
    }
}
