// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Looks at a network's processes.
 *
 * @param folder of the network
 * @param plan of the network
 */
record Inspection(NetworkFolder folder, NetworkPlan plan) {
    private static final int CONNECT_MILLIS = 1000;
    private static final Duration QUERY_DEADLINE = Duration.ofSeconds(10);

    NetworkStatus status() throws InterruptedException {
        Operations operations = new Operations();
        List<NodeStatus> nodes = new ArrayList<>();
        nodes.add(node(
                operations,
                Daemons.ORDERER,
                plan.port(NetworkPlan.ORDERER),
                plan.port(NetworkPlan.ORDERER_OPERATIONS)));
        for (String organisation : plan.organisations()) {
            nodes.add(node(operations, organisation, plan.peer(organisation), plan.operations(organisation)));
        }
        for (String organisation : plan.organisations()) {
            int port = plan.chaincode(organisation);
            String name = Daemons.chaincodeName(organisation);
            OptionalLong process = processId(name);
            nodes.add(new NodeStatus(
                    name,
                    process,
                    process.isPresent() && listens(port),
                    OptionalLong.empty(),
                    NetworkPlan.address(port)));
        }
        return new NetworkStatus(nodes);
    }

    private NodeStatus node(Operations operations, String name, int port, int operationsPort)
            throws InterruptedException {
        OptionalLong process = processId(name);
        boolean healthy = process.isPresent() && operations.ill(operationsPort).isEmpty();
        OptionalLong height = healthy ? height(operations, name, operationsPort) : OptionalLong.empty();
        return new NodeStatus(name, process, healthy, height, NetworkPlan.address(port));
    }

    private static OptionalLong height(Operations operations, String name, int operationsPort)
            throws InterruptedException {
        if (!name.equals(Daemons.ORDERER)) {
            return operations.gauge(operationsPort, "ledger_blockchain_height");
        }
        OptionalLong lastBlock = operations.gauge(operationsPort, "consensus_etcdraft_committed_block_number");
        return lastBlock.isPresent() ? OptionalLong.of(lastBlock.getAsLong() + 1) : lastBlock;
    }

    String definition(FabricBinaries binaries) throws InterruptedException {
        List<String> running = status().nodes().stream()
                .filter(NodeStatus::healthy)
                .map(NodeStatus::name)
                .filter(plan.organisations()::contains)
                .toList();
        if (running.isEmpty()) {
            return "unknown: no peer runs";
        }
        return Lifecycle.of(folder, plan, running, binaries.peer(), QUERY_DEADLINE)
                .committed(NetworkSettings.CHAINCODE)
                .map(definition -> NetworkSettings.CHAINCODE + " version " + definition.version() + ", definition "
                        + definition.sequence() + " on channel " + NetworkSettings.CHANNEL)
                .orElse("not committed yet");
    }

    private OptionalLong processId(String name) {
        return Daemon.running(new Daemons(folder, plan).processFile(name)).stream()
                .mapToLong(ProcessHandle::pid)
                .findFirst();
    }

    /** Whether somebody listens on a port of the loopback address. */
    static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
