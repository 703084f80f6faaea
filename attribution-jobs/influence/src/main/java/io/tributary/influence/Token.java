// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

/**
 * One folded token and where it stands in its canonical text.
 *
 * @param text the folded token, not empty
 * @param start index of its first char in the canonical text
 * @param end index behind its last char
 */
public record Token(String text, int start, int end) {
    /** Checks the span. */
    public Token {
        if (text.isEmpty() || start < 0 || end <= start) {
            throw new IllegalArgumentException(
                    "token '" + text + "' spans " + start + ".." + end + ", want a non-empty one");
        }
    }
}
