// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import io.tributary.influence.Token;
import io.tributary.influence.Tokens;
import java.util.Arrays;
import java.util.List;

/**
 * The set that stands for a text: the hashes of its phrases, which are all runs of {@value #LENGTH} folded tokens. A text with fewer
 * tokens has one phrase, the whole text as it stands, so that it is repeated by the same text alone.
 */
final class Phrases {
    /** Tokens in a phrase. */
    static final int LENGTH = 5;

    // No token holds a blank or is preceded by one of these, so a phrase and a whole text never hash the same bytes.
    private static final String OF_TOKENS = "p";
    private static final String WHOLE = "w";

    private Phrases() {}

    /** The distinct phrase hashes of {@code text}, ascending as signed numbers; never empty. */
    static long[] of(String text) {
        List<String> tokens = Tokens.of(text).stream().map(Token::text).toList();
        return tokens.size() < LENGTH ? new long[] {Mixing.hash(WHOLE + text)} : ofRuns(tokens);
    }

    /** The phrase hashes of folded tokens, as if they were joined by blanks. */
    static long[] ofTokens(List<String> tokens) {
        return tokens.size() < LENGTH ? of(String.join(" ", tokens)) : ofRuns(tokens);
    }

    private static long[] ofRuns(List<String> tokens) {
        long[] hashes = new long[tokens.size() - LENGTH + 1];
        for (int at = 0; at < hashes.length; at++) {
            hashes[at] = hash(tokens.subList(at, at + LENGTH));
        }
        Arrays.sort(hashes);
        return distinct(hashes);
    }

    /** The hash of one run of {@link #LENGTH} tokens. */
    static long hash(List<String> run) {
        return Mixing.hash(OF_TOKENS + String.join(" ", run));
    }

    private static long[] distinct(long[] sorted) {
        int size = 0;
        for (int at = 0; at < sorted.length; at++) {
            if (at == 0 || sorted[at] != sorted[at - 1]) {
                sorted[size++] = sorted[at];
            }
        }
        return Arrays.copyOf(sorted, size);
    }
}
