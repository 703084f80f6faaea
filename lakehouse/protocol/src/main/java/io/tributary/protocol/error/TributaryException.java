// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.error;

/** An expected failure with a one-sentence message for the person at the terminal and a stable exit code. */
public abstract class TributaryException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    protected TributaryException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    protected TributaryException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** The process exit code this failure ends as: 1 refused, 2 bad input, 3 missing or down, 4 conflict. */
    public int exitCode() {
        return exitCode;
    }
}
