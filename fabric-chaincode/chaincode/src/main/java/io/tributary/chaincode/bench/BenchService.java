// SPDX-License-Identifier: Apache-2.0
package io.tributary.chaincode.bench;

import io.tributary.chaincode.ChaincodeService;

/** The benchmark's chaincode as a service. */
public final class BenchService {
    private BenchService() {}

    /** Serves until SIGTERM, as {@link ChaincodeService} does. */
    public static void main(String[] args) throws InterruptedException {
        ChaincodeService.serve(PutChaincode::new);
    }
}
