// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * The second part of the rule {@link RepeatRule#WORDS}: a passage of which too many words were said first by one other contributor, close
 * together and in any order, repeats him. Windows may be asked in parts: a passage repeats others if it does so in one of the parts.
 *
 * <p>Two shares are looked at: that of all compared words by weight, and that of the dictionary's words by number, since whoever keeps those
 * keeps what is trained on, whatever he puts between them. A window counts for at least half of what it holds, so that no list of everybody's
 * words is everybody's first user.
 */
public final class FirstWords implements Serializable {
    /** Fewest words in common, at full weight: fewer are chance. */
    private static final int WEIGHT_MIN = 24;

    private static final int FEATURES_MIN = 6;
    private static final int ALL_NUMERATOR = 3;
    private static final int ALL_DENOMINATOR = 8;
    private static final int FEATURES_NUMERATOR = 7;
    private static final int FEATURES_DENOMINATOR = 10;
    private static final long ONE_FEATURE = 1L << 32;
    private static final long serialVersionUID = 1L;

    private final WordWeights weights;
    private final SaidWindow[] windows;
    private final int[] starts;
    private final int[] holders;
    private final long[] orders;

    /** Looks at these windows. */
    public FirstWords(WordWeights weights, List<SaidWindow> said) {
        this.weights = weights;
        this.windows = said.toArray(SaidWindow[]::new);
        this.starts = new int[weights.size() + 1];
        for (SaidWindow window : windows) {
            for (int at = 0; at < window.words().size(); at++) {
                starts[window.words().number(at) + 1]++;
            }
        }
        for (int number = 0; number < weights.size(); number++) {
            starts[number + 1] += starts[number];
        }
        this.holders = new int[starts[weights.size()]];
        this.orders = new long[holders.length];
        int[] next = starts.clone();
        for (int w = 0; w < windows.length; w++) {
            for (int at = 0; at < windows[w].words().size(); at++) {
                int slot = next[windows[w].words().number(at)]++;
                holders[slot] = w;
                orders[slot] = windows[w].order(at);
            }
        }
    }

    /**
     * Whether a passage repeats what others said before it.
     *
     * @param writers whoever wrote it: they are no others
     * @param passage its words
     * @param order place in the submission order of the record that it begins in; what is said from there on does not count
     */
    public boolean repeats(Set<String> writers, WordBag passage, long order) {
        long[] shared = new long[windows.length];
        for (int at = 0; at < passage.size(); at++) {
            int number = passage.number(at);
            long worth = weights.weight(number) + (weights.isFeature(number) ? ONE_FEATURE : 0);
            for (int slot = starts[number]; slot < starts[number + 1]; slot++) {
                shared[holders[slot]] += orders[slot] < order ? worth : 0;
            }
        }
        for (int w = 0; w < windows.length; w++) {
            long features = shared[w] / ONE_FEATURE;
            long weight = shared[w] % ONE_FEATURE;
            if (reached(weight, features, passage, windows[w].words()) && !writers.contains(windows[w].contributor())) {
                return true;
            }
        }
        return false;
    }

    private static boolean reached(long weight, long features, WordBag passage, WordBag window) {
        return weight >= WEIGHT_MIN
                        && weight * 2 * ALL_DENOMINATOR
                                >= Math.max(2L * passage.weight(), window.weight()) * ALL_NUMERATOR
                || features >= FEATURES_MIN
                        && features * 2 * FEATURES_DENOMINATOR
                                >= Math.max(2L * passage.features(), window.features()) * FEATURES_NUMERATOR;
    }
}
