// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import java.util.List;

/**
 * A network as it is now.
 *
 * @param nodes orderer, peers, chaincode services
 * @param chaincode the committed definition in words, or why there is none
 */
public record NetworkStatus(List<NodeStatus> nodes, String chaincode) {
    /** Copies the list. */
    public NetworkStatus {
        nodes = List.copyOf(nodes);
    }

    /** Whether every process runs and is healthy. */
    public boolean up() {
        return nodes.stream().allMatch(NodeStatus::healthy);
    }
}
