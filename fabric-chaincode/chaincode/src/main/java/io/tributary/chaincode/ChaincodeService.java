// SPDX-License-Identifier: Apache-2.0
package io.tributary.chaincode;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.List;
import java.util.function.Supplier;
import org.hyperledger.fabric.shim.ChaincodeServer;
import org.hyperledger.fabric.shim.NettyChaincodeServer;

/**
 * The chaincode as a service: listens where {@code CHAINCODE_SERVER_ADDRESS} (host:port) says, answers to the package
 * id in {@code CORE_CHAINCODE_ID_NAME}, and serves the peers that dial it until it is terminated.
 */
public final class ChaincodeService {
    private ChaincodeService() {}

    /** Serves until SIGTERM; exits 2 with one sentence if a setting is missing, 3 if the address cannot be used. */
    public static void main(String[] args) throws InterruptedException {
        serve(ContractChaincode::new);
    }

    /** Serves a chaincode until SIGTERM; ends the process as {@link #main} does. */
    public static void serve(Supplier<ContractChaincode> made) throws InterruptedException {
        for (String name : List.of("CHAINCODE_SERVER_ADDRESS", "CORE_CHAINCODE_ID_NAME")) {
            if (System.getenv(name) == null || System.getenv(name).isEmpty()) {
                fail(2, "environment variable " + name + " is not set");
            }
        }
        try {
            ContractChaincode chaincode = made.get();
            ChaincodeServer server = new NettyChaincodeServer(chaincode, chaincode.getChaincodeServerConfig());
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop"));
            server.start();
        } catch (IOException e) {
            fail(3, "address " + System.getenv("CHAINCODE_SERVER_ADDRESS") + " cannot be used: " + e.getMessage());
        } catch (URISyntaxException | IllegalArgumentException e) {
            fail(2, String.valueOf(e.getMessage()));
        }
    }

    private static void fail(int exitCode, String sentence) {
        System.err.println("error: " + sentence);
        System.exit(exitCode);
    }
}
