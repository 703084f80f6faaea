// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import java.util.List;

/**
 * A network as it is now.
 *
 * @param nodes orderer, peers, chaincode services
 */
public record NetworkStatus(List<NodeStatus> nodes) {
    /** Copies the list. */
    public NetworkStatus {
        nodes = List.copyOf(nodes);
    }

    /** Whether every process runs and is healthy. */
    public boolean up() {
        return nodes.stream().allMatch(NodeStatus::healthy);
    }
}
