// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts one contributor's documents of one label into passages of exactly {@value #TOKENS} tokens, consecutive and without
 * overlap, over the documents joined by {@code "\n\n"}; a shorter tail is no passage. Source: specification, section 1.
 *
 * <p>The separator folds to nothing and composes with nothing, so tokenising each document alone gives the same stream.
 */
public final class Passages {
    /** Tokens in a passage. */
    public static final int TOKENS = 128;

    /** What joins two documents of one contributor and label. */
    static final String SEPARATOR = "\n\n";

    private Passages() {}

    /**
     * The passages of {@code documents}, which must be one contributor's texts of one label in submission order. For held-out
     * items give one document at a time.
     */
    public static List<Passage> cut(List<String> documents) {
        List<Passage> passages = new ArrayList<>();
        List<String> tokens = new ArrayList<>(TOKENS);
        List<Integer> holders = new ArrayList<>(TOKENS);
        int firstDocument = 0;
        int firstChar = 0;
        for (int document = 0; document < documents.size(); document++) {
            for (Token token : Tokens.of(CanonicalText.of(documents.get(document)))) {
                if (tokens.isEmpty()) {
                    firstDocument = document;
                    firstChar = token.start();
                }
                tokens.add(token.text());
                holders.add(document);
                if (tokens.size() == TOKENS) {
                    passages.add(new Passage(tokens, holders, firstDocument, firstChar, document, token.end()));
                    tokens.clear();
                    holders.clear();
                }
            }
        }
        return passages;
    }

    /** All tokens of one text, however many: how a question is read before it is turned into features. */
    public static List<String> question(String text) {
        return Tokens.of(CanonicalText.of(text)).stream().map(Token::text).toList();
    }
}
