// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.document;

import io.tributary.protocol.error.InvalidInputException;

/** A file that breaks a rule; nothing of it is sent. */
public final class RefusedFileException extends InvalidInputException {
    private static final long serialVersionUID = 1L;

    private final FileRule rule;

    RefusedFileException(FileRule rule, String place, String what) {
        super(place + ": " + what + " [" + rule.id() + "]");
        this.rule = rule;
    }

    RefusedFileException(FileRule rule, String place, String what, Throwable cause) {
        super(place + ": " + what + " [" + rule.id() + "]", cause);
        this.rule = rule;
    }

    /** Which rule. */
    public FileRule rule() {
        return rule;
    }
}
