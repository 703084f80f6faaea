// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Fabric's {@code peer} command in the name of an organisation's administrator, towards its own peer.
 *
 * @param organisation whose administrator
 * @param folder of the network
 * @param plan of the network
 * @param peer the program
 * @param program runs it
 */
record PeerCommand(String organisation, NetworkFolder folder, NetworkPlan plan, Path peer, Program program) {

    /** Runs the command. */
    Program.Result ask(String... arguments) throws InterruptedException {
        return program.run(
                peer,
                List.of(arguments),
                Map.of(
                        "FABRIC_CFG_PATH",
                        folder.config(organisation).toString(),
                        "FABRIC_LOGGING_SPEC",
                        "warning",
                        "CORE_PEER_MSPCONFIGPATH",
                        folder.user(organisation, "Admin").resolve("msp").toString(),
                        "GOMAXPROCS",
                        "1"));
    }

    /** Where transactions are ordered. */
    List<String> ordererArguments() {
        return List.of(
                "--orderer",
                NetworkPlan.address(plan.port(NetworkPlan.ORDERER)),
                "--tls",
                "--cafile",
                folder.ordererNode().resolve("tls/ca.crt").toString());
    }

    /** This peer as one that endorses. */
    List<String> endorserArguments() {
        return List.of(
                "--peerAddresses",
                NetworkPlan.address(plan.peer(organisation)),
                "--tlsRootCertFiles",
                folder.peerNode(organisation).resolve("tls/ca.crt").toString());
    }
}
