// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import io.tributary.protocol.error.InvalidInputException;
import java.util.Arrays;
import java.util.List;

/** The rules by which passages that repeat other contributors are no rows. Source: specification, section 1 of ipa1-factored. */
public enum RepeatRule {
    /** By runs of five tokens, see {@link FirstUse}. */
    PHRASES(FirstUse.RULE),

    /** Besides by words in any order, see {@link FirstWords}; what new networks go by. */
    WORDS("first-use/v2");

    /** The ledger parameter that names the rule; a network without it goes by {@link #PHRASES}. */
    public static final String PARAMETER = "repeats.rule";

    private final String id;

    RepeatRule(String id) {
        this.id = id;
    }

    /** The id, as the ledger parameter has it. */
    public String id() {
        return id;
    }

    /**
     * The rule of this id.
     *
     * @throws InvalidInputException if there is none
     */
    public static RepeatRule of(String id) {
        List<String> known = Arrays.stream(values()).map(RepeatRule::id).toList();
        return Arrays.stream(values())
                .filter(rule -> rule.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("the rule for passages that repeat others is '" + id
                        + "', this release knows " + String.join(" and ", known)));
    }
}
