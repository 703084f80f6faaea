// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import java.util.OptionalLong;

/**
 * One process of the network.
 *
 * @param name {@code orderer}, {@code org1}, {@code org1-chaincode} and so on; also the name of its log
 * @param processId empty if it does not run
 * @param healthy whether it says so itself; of a chaincode service: whether it listens
 * @param height blocks of the channel that it holds; empty for a chaincode service, and where a node does not answer
 * @param address where it listens, host:port
 */
public record NodeStatus(String name, OptionalLong processId, boolean healthy, OptionalLong height, String address) {}
