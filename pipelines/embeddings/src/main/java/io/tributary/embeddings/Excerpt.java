// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import io.tributary.influence.Token;
import io.tributary.influence.Tokens;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a record's text, as long as a sentence model reads at once.
 *
 * @param place its place in the record, from 0
 * @param text never longer than {@link #CHARS_MAX}
 */
public record Excerpt(int place, String text) {
    /** Words of an excerpt: as many as a passage that models are trained on. */
    public static final int TOKENS = 128;

    /** Fewest words that say enough to be compared. */
    public static final int TOKENS_MIN = 16;

    /** Most characters, whatever words are made of. */
    public static final int CHARS_MAX = 2048;

    /** An excerpt begins every so many words, so that whoever cuts something off before them is not out of step by more than half of that. */
    public static final int STEP = 64;

    /** Most excerpts of one record: some sixteen thousand words. What follows is not looked at. */
    public static final int PLACES_MAX = 256;

    /** Cuts an NFC text; a text of a few words has no excerpt. */
    public static List<Excerpt> of(String text) {
        List<Excerpt> excerpts = new ArrayList<>();
        List<Token> tokens = Tokens.of(text);
        if (tokens.size() < TOKENS_MIN) {
            return excerpts;
        }
        // The last one reaches the end of the text; another would be a part of it.
        for (int from = 0;
                (from == 0 || from + TOKENS - STEP < tokens.size()) && excerpts.size() < PLACES_MAX;
                from += STEP) {
            int last = Math.min(from + TOKENS, tokens.size()) - 1;
            int start = tokens.get(from).start();
            int end = Math.min(tokens.get(last).end(), start + CHARS_MAX);
            excerpts.add(new Excerpt(excerpts.size(), text.substring(start, end)));
        }
        return excerpts;
    }
}
