// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.error;

/** Somebody else was first or the state has moved on; read again before another try. Ends as exit code 4. */
public final class ConflictException extends TributaryException {
    private static final long serialVersionUID = 1L;

    /** Creates the failure; {@code message} is one sentence that says what to do. */
    public ConflictException(String message) {
        super(4, message);
    }

    /** Creates the failure with the exception that led to it. */
    public ConflictException(String message, Throwable cause) {
        super(4, message, cause);
    }
}
