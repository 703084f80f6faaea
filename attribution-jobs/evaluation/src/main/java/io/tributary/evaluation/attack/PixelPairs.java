// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which images repeat each other, each pair compared once: an attacked market shares nearly all of its images with the honest one, and
 * comparing a thousand of them with each other takes longer than training on them.
 */
final class PixelPairs {
    private final Map<Content.Pixels, Integer> numbers = new HashMap<>();
    private final List<PixelPrint> prints = new ArrayList<>();
    private final List<BitSet> compared = new ArrayList<>();
    private final List<BitSet> repeated = new ArrayList<>();

    /** Whether one of the two repeats the other. */
    synchronized boolean repeats(Content.Pixels left, Content.Pixels right) {
        int one = number(left);
        int two = number(right);
        int larger = Math.max(one, two);
        int smaller = Math.min(one, two);
        if (!compared.get(larger).get(smaller)) {
            compared.get(larger).set(smaller);
            repeated.get(larger).set(smaller, prints.get(one).repeats(prints.get(two)));
        }
        return repeated.get(larger).get(smaller);
    }

    private int number(Content.Pixels image) {
        Integer known = numbers.get(image);
        if (known != null) {
            return known;
        }
        numbers.put(image, prints.size());
        prints.add(PixelPrint.of(image.row()));
        compared.add(new BitSet());
        repeated.add(new BitSet());
        return prints.size() - 1;
    }
}
