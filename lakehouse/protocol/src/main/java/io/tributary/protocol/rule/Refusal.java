// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.rule;

import java.util.Objects;

/**
 * Why a record is refused.
 *
 * @param rule id of the rule, {@code set/vN#name}
 * @param reason a phrase without anything personal
 */
public record Refusal(String rule, String reason) {
    /** Checks that nothing is missing. */
    public Refusal {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String toString() {
        return rule + ": " + reason;
    }
}
