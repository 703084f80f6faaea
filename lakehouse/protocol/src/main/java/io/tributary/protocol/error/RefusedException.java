// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.error;

/** The answer is no: a root differs, a proof is invalid, a guard refuses. Ends as exit code 1. */
public final class RefusedException extends TributaryException {
    private static final long serialVersionUID = 1L;

    /** Creates the failure; {@code message} is one sentence that says what to do. */
    public RefusedException(String message) {
        super(1, message);
    }

    /** Creates the failure with the exception that led to it. */
    public RefusedException(String message, Throwable cause) {
        super(1, message, cause);
    }
}
