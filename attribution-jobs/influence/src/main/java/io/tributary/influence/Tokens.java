// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a canonical text into folded tokens: maximal runs of digits, letters a-z and folded letters U+00C0..U+024F, with an
 * apostrophe allowed between two of them. Everything else separates. Source: specification, section 1.
 */
public final class Tokens {
    private static final char FIRST = '\u00c0';
    private static final char LAST = '\u024f';
    private static final char APOSTROPHE = '\'';
    private static final char TYPOGRAPHIC_APOSTROPHE = '\u2019';
    private static final char[] FOLD = readFold(
            TableResource.lines("fold.txt", "e5afebe27d60f18823c057e606e836ea79c32f7db7b0607947f87e16e67119fd"));

    private Tokens() {}

    /**
     * The tokens of {@code text} in order.
     *
     * @param text a canonical text, see {@link CanonicalText#of}; offsets count its chars
     */
    public static List<Token> of(String text) {
        List<Token> tokens = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            char folded = foldInside(text, at);
            if (folded == 0) {
                flush(tokens, current, start, at);
                continue;
            }
            if (current.length() == 0) {
                start = at;
            }
            current.append(folded);
        }
        flush(tokens, current, start, text.length());
        return tokens;
    }

    /** The folded form of one char, or 0 if it separates tokens. */
    static char fold(char c) {
        if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
            return c;
        }
        if (c >= 'A' && c <= 'Z') {
            return (char) (c + 32);
        }
        return c >= FIRST && c <= LAST ? FOLD[c - FIRST] : 0;
    }

    private static char foldInside(String text, int at) {
        char c = text.charAt(at);
        if (c != APOSTROPHE && c != TYPOGRAPHIC_APOSTROPHE) {
            return fold(c);
        }
        boolean between =
                at > 0 && at + 1 < text.length() && fold(text.charAt(at - 1)) != 0 && fold(text.charAt(at + 1)) != 0;
        return between ? APOSTROPHE : 0;
    }

    private static void flush(List<Token> tokens, StringBuilder current, int start, int end) {
        if (current.length() > 0) {
            tokens.add(new Token(current.toString(), start, end));
            current.setLength(0);
        }
    }

    private static char[] readFold(List<String> lines) {
        char[] fold = new char[LAST - FIRST + 1];
        for (String line : lines) {
            int from = Integer.parseInt(line.substring(0, 4), 16);
            fold[from - FIRST] = (char) Integer.parseInt(line.substring(5), 16);
        }
        return fold;
    }
}
