// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import java.util.Objects;

/**
 * One call of the contract with what the ledger knows about it, as Fabric hands it to chaincode.
 *
 * @param call what is asked
 * @param caller the organisation whose identity submits (the MSP id on Fabric)
 * @param transactionId unique, 64 hex digits
 * @param timestampMillis claimed by the submitter, in milliseconds since 1970; shown, never decided by
 */
public record Transaction(Call call, String caller, String transactionId, long timestampMillis) {
    /** Requires every part. */
    public Transaction {
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(transactionId, "transactionId");
    }
}
