// SPDX-License-Identifier: Apache-2.0
/**
 * A Fabric network of three organisations on this machine, run natively from the operator's own Fabric programs: certificates,
 * configuration, processes, channel and chaincode. Start with {@link io.tributary.ledger.network.FabricNetwork}.
 */
package io.tributary.ledger.network;
