// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.CreditLine;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a row's earnings falls to its words and what to its label, in basis points: the ledger parameter {@code provenance.parts}.
 *
 * @param text part of the words, 1 to 10,000
 * @param label part of the label; both sum to 10,000
 */
public record ProvenanceParts(int text, int label) {
    /** Name of the ledger parameter. A network without it takes no labels, and an edit in it is a record like any other. */
    public static final String PARAMETER = "provenance.parts";

    /** What a new network starts with. */
    public static final ProvenanceParts DEFAULT = new ProvenanceParts(7_000, 3_000);

    private static final Pattern FORM = Pattern.compile("text=([0-9]{1,5}),label=([0-9]{1,5})");

    /** Checks the sum. */
    public ProvenanceParts {
        if (text < 1 || label < 0 || text + label != CreditLine.WHOLE_BASIS_POINTS) {
            throw new InvalidInputException(PARAMETER + ": text " + text + " and label " + label + " sum to "
                    + (text + label) + ", want 10000 and 1 at least for the text");
        }
    }

    /** Parses the parameter's value, as in {@code text=7000,label=3000}. */
    public static ProvenanceParts parse(String value) {
        Matcher matcher = FORM.matcher(value);
        if (!matcher.matches()) {
            throw new InvalidInputException(
                    PARAMETER + ": got '" + value + "', want text=BASISPOINTS,label=BASISPOINTS");
        }
        return new ProvenanceParts(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** The parameter's value. */
    public String format() {
        return "text=" + text + ",label=" + label;
    }
}
