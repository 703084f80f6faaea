// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.io.Serializable;

/** Words that one contributor said close together, with the place in the submission order where he said each first here. */
public final class SaidWindow implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String contributor;
    private final WordBag words;
    private final long[] orders;

    SaidWindow(String contributor, WordBag words, long[] orders) {
        this.contributor = contributor;
        this.words = words;
        this.orders = orders;
    }

    String contributor() {
        return contributor;
    }

    WordBag words() {
        return words;
    }

    /** Where the word at a place of {@link #words} was said. */
    long order(int at) {
        return orders[at];
    }
}
