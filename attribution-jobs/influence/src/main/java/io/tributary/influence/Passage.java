// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import io.tributary.influence.duplicate.PlacedTokens;
import java.util.List;

/**
 * A run of tokens cut by the platform: the unit that is trained on, scored and paid. It may span several documents of one
 * contributor and label.
 *
 * @param tokens the folded tokens in order
 * @param documents for each token the index of the document that holds it
 * @param firstDocument index of the document that holds the first token
 * @param firstChar index of the first token's first char in that document's canonical text
 * @param lastDocument index of the document that holds the last token
 * @param endChar index behind the last token's last char in that document's canonical text
 */
public record Passage(
        List<String> tokens, List<Integer> documents, int firstDocument, int firstChar, int lastDocument, int endChar) {
    /** Checks the span and copies the lists. */
    public Passage {
        tokens = List.copyOf(tokens);
        documents = List.copyOf(documents);
        if (documents.size() != tokens.size()) {
            throw new IllegalArgumentException(
                    "passage names the documents of " + documents.size() + " tokens, want " + tokens.size());
        }
        boolean ordered = firstDocument < lastDocument || firstDocument == lastDocument && firstChar < endChar;
        if (tokens.isEmpty() || firstDocument < 0 || firstChar < 0 || endChar <= 0 || !ordered) {
            throw new IllegalArgumentException("passage of " + tokens.size() + " tokens spans " + firstDocument + ":"
                    + firstChar + ".." + lastDocument + ":" + endChar + ", want a non-empty forward span");
        }
    }

    /**
     * The tokens with the place in the submission order of the document that holds each.
     *
     * @param orders the places of the documents that the passage was cut from, in the same order
     */
    public PlacedTokens placed(List<Long> orders) {
        return new PlacedTokens(tokens, documents.stream().map(orders::get).toList());
    }

    /**
     * The text to display: from the first to the last token, parts of several documents joined as they were tokenised.
     *
     * @param documents the documents the passage was cut from, in the same order
     */
    public String text(List<String> documents) {
        String first = CanonicalText.of(documents.get(firstDocument));
        if (firstDocument == lastDocument) {
            return first.substring(firstChar, endChar);
        }
        StringBuilder text = new StringBuilder(first.substring(firstChar));
        for (int document = firstDocument + 1; document < lastDocument; document++) {
            text.append(Passages.SEPARATOR).append(CanonicalText.of(documents.get(document)));
        }
        String last = CanonicalText.of(documents.get(lastDocument));
        return text.append(Passages.SEPARATOR).append(last, 0, endChar).toString();
    }
}
