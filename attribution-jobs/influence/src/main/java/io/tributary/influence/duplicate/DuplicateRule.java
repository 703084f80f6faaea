// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import io.tributary.protocol.error.InvalidInputException;
import java.util.Arrays;
import java.util.List;

/** The rules by which a Datanet's version tells duplicates. */
public enum DuplicateRule {
    /** The same text, byte for byte. */
    EXACT("exact/v1"),

    /** Half of the phrases in common, see {@link TextPrint}. */
    JACCARD(TextPrint.RULE);

    /** The ledger parameter that names the rule of every Datanet; followed by a dot and a name, that of one. */
    public static final String PARAMETER = "duplicates.rule";

    private final String id;

    DuplicateRule(String id) {
        this.id = id;
    }

    /** The id, as the ledger parameter has it. */
    public String id() {
        return id;
    }

    /** The ledger parameter that names the rule of one Datanet. */
    public static String parameterOf(String datanet) {
        return PARAMETER + "." + datanet;
    }

    /**
     * The rule of this id.
     *
     * @throws InvalidInputException if there is none
     */
    public static DuplicateRule of(String id) {
        List<String> known = Arrays.stream(values()).map(DuplicateRule::id).toList();
        return Arrays.stream(values())
                .filter(rule -> rule.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "the rule for duplicates is '" + id + "', this release knows " + String.join(" and ", known)));
    }
}
