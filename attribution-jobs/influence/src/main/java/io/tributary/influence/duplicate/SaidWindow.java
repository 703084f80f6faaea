// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.io.Serializable;

/** Words that one contributor said close together. */
public final class SaidWindow implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String contributor;
    private final WordBag words;

    SaidWindow(String contributor, WordBag words) {
        this.contributor = contributor;
        this.words = words;
    }

    /** Who said them. */
    public String contributor() {
        return contributor;
    }

    WordBag words() {
        return words;
    }
}
