// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.error.TributaryException;

/**
 * A transaction that the contract does not let through; the state stays as it was. The message starts with the code,
 * since on Fabric nothing but the message reaches the client.
 */
public final class ContractException extends TributaryException {
    private static final long serialVersionUID = 1L;
    private final ContractCode code;

    /** Creates the refusal; {@code sentence} says what was found and what was wanted. */
    public ContractException(ContractCode code, String sentence) {
        super(code.exitCode(), code.name() + ": " + sentence);
        this.code = code;
    }

    /** Why, as a stable code. */
    public ContractCode code() {
        return code;
    }
}
