// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.io.Serializable;

/**
 * What one window of another contributor has against a passage: the passage's words that it held before the passage did. It falls if a window
 * of the passage's own writers held two thirds of these before that one did, and is no mere list of words: who was copied may say much the
 * same again.
 */
public final class Accusation implements Serializable {
    private static final int EXCUSE_NUMERATOR = 2;
    private static final int EXCUSE_DENOMINATOR = 3;
    private static final long serialVersionUID = 1L;

    private final FirstWords.Measure measure;
    private final int[] numbers;
    private final long[] orders;
    private final long size;

    Accusation(FirstWords.Measure measure, int[] numbers, long[] orders, long size) {
        this.measure = measure;
        this.numbers = numbers;
        this.orders = orders;
        this.size = size;
    }

    /**
     * Whether it falls because of a window of the passage's writers.
     *
     * @param own what one of them said
     */
    public boolean excusedBy(SaidWindow own, WordWeights weights) {
        WordBag words = own.words();
        long before = 0;
        int at = 0;
        for (int n = 0; n < numbers.length; n++) {
            while (at < words.size() && words.number(at) < numbers[n]) {
                at++;
            }
            if (at < words.size() && words.number(at) == numbers[n] && words.order(at) < orders[n]) {
                before += measure.of(weights, numbers[n]);
            }
        }
        return before * EXCUSE_DENOMINATOR >= size * EXCUSE_NUMERATOR
                && measure.counts(before * EXCUSE_DENOMINATOR, (long) measure.of(words) * EXCUSE_NUMERATOR);
    }
}
