// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.error;

import java.util.Objects;

/** Input that breaks a rule of its format. Carries the rule so that the boundary can account for the refusal. */
public final class MalformedException extends InvalidInputException {
    private static final long serialVersionUID = 1L;
    private final Rule rule;

    /** Creates the failure of {@code rule}; {@code message} says what was found and what was wanted. */
    public MalformedException(Rule rule, String message) {
        super(message);
        this.rule = Objects.requireNonNull(rule, "rule");
    }

    /** The rule that the input breaks. */
    public Rule rule() {
        return rule;
    }
}
