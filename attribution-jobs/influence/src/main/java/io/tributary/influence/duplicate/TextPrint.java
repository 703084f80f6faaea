// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.util.List;

/**
 * What the rule {@value #RULE} keeps of a text: its phrases and its keys. Two texts are near-duplicates if a key of one is
 * a key of the other and their similarity is at least {@link Jaccard#THRESHOLD}; so whoever looks up keys misses none.
 */
public final class TextPrint {
    /** Id of the rule. */
    public static final String RULE = "jaccard/v1";

    /** Keys of a text. */
    public static final int KEYS = MinHash.KEYS;

    private final long[] phrases;
    private final long[] keys;

    private TextPrint(long[] phrases) {
        this.phrases = phrases;
        this.keys = MinHash.keys(phrases);
    }

    /**
     * The print of a text. Every text has one, in whatever script: what does not fold to five tokens is repeated by itself alone.
     *
     * @param text NFC, as records and canonical texts are
     */
    public static TextPrint of(String text) {
        return new TextPrint(Phrases.of(text));
    }

    /** What {@link #phrases} of a text's print are, without its keys, which cost most. */
    public static long[] phrasesOf(String text) {
        return Phrases.of(text);
    }

    /**
     * The print of a passage or question that is folded already; the same as that of the tokens joined by blanks.
     *
     * @param tokens folded tokens in order
     */
    public static TextPrint ofTokens(List<String> tokens) {
        return new TextPrint(Phrases.ofTokens(tokens));
    }

    /** Whether two texts are near-duplicates. */
    public static boolean repeats(String left, String right) {
        return of(left).repeats(of(right));
    }

    /** Whether the other text and this one are near-duplicates; the same from both sides. */
    public boolean repeats(TextPrint other) {
        return sharesKey(other) && similarity(other).reachesThreshold();
    }

    /** How alike both are. */
    public Jaccard similarity(TextPrint other) {
        return Jaccard.of(phrases, other.phrases);
    }

    private boolean sharesKey(TextPrint other) {
        for (int place = 0; place < keys.length; place++) {
            if (keys[place] == other.keys[place]) {
                return true;
            }
        }
        return false;
    }

    /** The hashes of the distinct phrases, ascending as signed numbers; at least one. */
    public long[] phrases() {
        return phrases.clone();
    }

    /** The {@link #KEYS} keys. Keys of different places differ, so a key needs no place beside it. */
    public long[] keys() {
        return keys.clone();
    }
}
