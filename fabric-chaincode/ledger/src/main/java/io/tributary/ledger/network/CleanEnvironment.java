// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import java.util.List;
import java.util.Map;

/** The environment of Fabric's programs: what an operator's shell says to other networks must not reach this one. */
final class CleanEnvironment {
    private static final List<String> PREFIXES = List.of("CORE_", "ORDERER_", "FABRIC_", "CONFIGTX_", "CHAINCODE_");

    private CleanEnvironment() {}

    /** Removes what would override the configuration files, then adds {@code own}. */
    static void apply(Map<String, String> environment, Map<String, String> own) {
        environment.keySet().removeIf(name -> PREFIXES.stream().anyMatch(name::startsWith));
        environment.putAll(own);
    }
}
