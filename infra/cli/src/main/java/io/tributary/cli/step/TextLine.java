// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.error.InvalidInputException;

/**
 * One line of a contribution file.
 *
 * @param place file and line, for messages
 * @param document the contributor's own name of the text, unique per contributor and file
 * @param contributor who gives it
 * @param label its class; may be empty
 * @param title may be empty
 * @param text the text
 * @param split where a shipped data set sorts it: train, test, question, or empty
 * @param terms what it is and under which terms it is given
 */
public record TextLine(
        String place,
        String document,
        String contributor,
        String label,
        String title,
        String text,
        String split,
        ContributionTerms terms) {

    /** Requires a document name, a contributor and a text; of a label, the label. */
    public TextLine {
        require(!document.isBlank(), place, "'document' is missing");
        require(
                contributor.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}"),
                place,
                "'contributor' is '" + contributor + "', want letters, digits, dots and hyphens");
        boolean isLabel = terms.kind().equals("label");
        require(isLabel || !text.isBlank(), place, "'text' is empty");
        require(!isLabel || !label.isBlank(), place, "'label' is empty");
    }

    /** A line on the usual terms. */
    public TextLine(
            String place, String document, String contributor, String label, String title, String text, String split) {
        this(place, document, contributor, label, title, text, split, ContributionTerms.DEFAULT);
    }

    private static void require(boolean valid, String place, String message) {
        if (!valid) {
            throw new InvalidInputException(place + ": " + message);
        }
    }
}
