// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.error;

/** Something needed is missing or down; the same call may succeed later. Ends as exit code 3. */
public final class UnavailableException extends TributaryException {
    private static final long serialVersionUID = 1L;

    /** Creates the failure; {@code message} is one sentence that says what to do. */
    public UnavailableException(String message) {
        super(3, message);
    }

    /** Creates the failure with the exception that led to it. */
    public UnavailableException(String message, Throwable cause) {
        super(3, message, cause);
    }
}
