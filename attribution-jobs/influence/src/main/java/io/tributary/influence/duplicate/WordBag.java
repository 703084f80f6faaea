// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.io.Serializable;

/**
 * The compared words of a passage, or of what somebody said in two neighbouring passages, with the place in the submission order where each
 * is said first there.
 */
public final class WordBag implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int[] numbers;
    private final long[] orders;
    private final int weight;
    private final int features;

    WordBag(int[] numbers, long[] orders, int weight, int features) {
        this.numbers = numbers;
        this.orders = orders;
        this.weight = weight;
        this.features = features;
    }

    /** How many of the words have numbers: are compared and held by two passages or more. */
    int size() {
        return numbers.length;
    }

    /** The number of a word; they ascend. */
    int number(int at) {
        return numbers[at];
    }

    /** Where the word at a place of this bag is said first. */
    long order(int at) {
        return orders[at];
    }

    /** What all words weigh together. */
    int weight() {
        return weight;
    }

    /** How many of the words are in the dictionary. */
    int features() {
        return features;
    }
}
