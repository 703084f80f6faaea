// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import io.tributary.influence.Passages;
import java.util.List;

/**
 * The rule {@value #RULE} over passages: a phrase is its first user's, and a passage of which too many phrases are somebody else's repeats what
 * others said first. It sees what a comparison of whole records cannot: copies cut into pieces, pieces of several records put together, every
 * tenth word changed. What others said after the passage did is never theirs. Source: specification, section 1 of ipa1-factored.
 */
public final class FirstUse {
    /** Id of the rule. */
    public static final String RULE = "first-use/v1";

    /** A passage repeats others if at least this many parts in {@link #SHARE_DENOMINATOR} of its phrases are theirs. */
    public static final int SHARE_NUMERATOR = 3;

    /** See {@link #SHARE_NUMERATOR}. */
    public static final int SHARE_DENOMINATOR = 10;

    private FirstUse() {}

    /**
     * The phrases that a record says, ascending; none if it has fewer than five tokens.
     *
     * @param text NFC
     */
    public static long[] said(String text) {
        List<String> tokens = Passages.question(text);
        return tokens.size() < Phrases.LENGTH ? new long[0] : Phrases.ofTokens(tokens);
    }

    /** Whether a passage of {@code phrases} distinct phrases repeats others who said {@code foreign} of them first. */
    public static boolean repeats(long foreign, long phrases) {
        return foreign > 0 && foreign * SHARE_DENOMINATOR >= phrases * SHARE_NUMERATOR;
    }
}
