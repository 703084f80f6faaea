// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import io.tributary.influence.Dictionary;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What words weigh where passages are compared by {@link RepeatRule#WORDS}. A word that f of n passages hold weighs floor(log2(n / f)), at
 * most {@value #WEIGHT_MAX}; one that more than n / {@value #PASSAGES_PER_HOLDER} hold, or more than {@value #HOLDERS_MAX}, is not compared.
 * So nobody compares a passage with more than a bounded number of others for each of its words, however many there are.
 */
public final class WordWeights implements Serializable {
    /** A word that more passages hold is not compared. */
    public static final int HOLDERS_MAX = 4096;

    private static final int PASSAGES_PER_HOLDER = 8;
    private static final int WEIGHT_MAX = 6;
    private static final int COMMON = -1;
    private static final long serialVersionUID = 1L;

    private final HashMap<String, Integer> numbers = new HashMap<>();
    private final byte[] weights;
    private final BitSet features = new BitSet();
    private final int weightOfOne;

    /**
     * Weights of words.
     *
     * @param counts in how many passages each word is; words of one passage may be left out
     * @param passages how many passages there are
     * @param dictionary the words that passages of these counts would be trained on
     */
    public WordWeights(Map<String, Long> counts, long passages, Dictionary dictionary) {
        long most = Math.min(passages / PASSAGES_PER_HOLDER, HOLDERS_MAX);
        byte[] all = new byte[counts.size()];
        int next = 0;
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            if (count.getValue() > most) {
                numbers.put(count.getKey(), COMMON);
            } else if (count.getValue() > 1) {
                if (dictionary.position(count.getKey()).isPresent()) {
                    features.set(next);
                }
                all[next] = (byte) weight(passages / count.getValue());
                numbers.put(count.getKey(), next++);
            }
        }
        this.weights = Arrays.copyOf(all, next);
        this.weightOfOne = weight(Math.max(1, passages));
    }

    private static int weight(long ratio) {
        return Math.min(WEIGHT_MAX, Long.SIZE - 1 - Long.numberOfLeadingZeros(ratio));
    }

    /** The words of a passage. */
    public WordBag bag(PlacedTokens passage) {
        return bag(passage.words());
    }

    /** Words by the place in the submission order where each is said first. */
    WordBag bag(Map<String, Long> words) {
        SortedMap<Integer, Long> orders = new TreeMap<>();
        int weight = 0;
        int inDictionary = 0;
        for (Map.Entry<String, Long> word : words.entrySet()) {
            Integer number = numbers.get(word.getKey());
            if (number == null) {
                weight += weightOfOne;
            } else if (number != COMMON) {
                orders.put(number, word.getValue());
                weight += weights[number];
                inDictionary += features.get(number) ? 1 : 0;
            }
        }
        return new WordBag(
                orders.keySet().stream().mapToInt(Integer::intValue).toArray(),
                orders.values().stream().mapToLong(Long::longValue).toArray(),
                weight,
                inDictionary);
    }

    /** How many words have a number. */
    int size() {
        return weights.length;
    }

    int weight(int number) {
        return weights[number];
    }

    boolean isFeature(int number) {
        return features.get(number);
    }
}
