// SPDX-License-Identifier: Apache-2.0
/**
 * The ledger's contract as Fabric chaincode that a peer dials: the shim's state, identity and transient data in the
 * contract's terms, and nothing that decides. Start with {@link io.tributary.chaincode.ContractChaincode}.
 */
package io.tributary.chaincode;
