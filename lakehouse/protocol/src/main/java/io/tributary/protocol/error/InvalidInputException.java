// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.error;

/** The input is wrong and has to be mended before another try. Ends as exit code 2. */
public class InvalidInputException extends TributaryException {
    private static final long serialVersionUID = 1L;

    /** Creates the failure; {@code message} is one sentence that says what to do. */
    public InvalidInputException(String message) {
        super(2, message);
    }

    /** Creates the failure with the exception that led to it. */
    public InvalidInputException(String message, Throwable cause) {
        super(2, message, cause);
    }
}
