// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Texts as bags of tokens, whatever their order: two texts are alike if the tokens that they have in common, each as often as both have
 * it, are at least {@value #NUMERATOR}/{@value #DENOMINATOR} of all. Integers only. No two of 1500 passages drawn by chance reach it
 * (two pairs reach 0.35); a copy reaches it in any order of its tokens, and with up to about two fifths of them replaced.
 */
final class TokenBags {
    private static final int NUMERATOR = 2;
    private static final int DENOMINATOR = 5;

    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final Map<Content.Words, int[]> bags = new ConcurrentHashMap<>();

    /** Whether the two are alike. */
    boolean alike(Content.Words left, Content.Words right) {
        int[] one = bag(left);
        int[] other = bag(right);
        int shared = 0;
        int s = 0;
        int t = 0;
        while (s < one.length && t < other.length) {
            if (one[s] == other[t]) {
                shared++;
                s++;
                t++;
            } else if (one[s] < other[t]) {
                s++;
            } else {
                t++;
            }
        }
        return (long) shared * DENOMINATOR >= (long) (one.length + other.length - shared) * NUMERATOR;
    }

    private int[] bag(Content.Words words) {
        return bags.computeIfAbsent(
                words,
                text -> text.tokens().stream().mapToInt(this::number).sorted().toArray());
    }

    private int number(String token) {
        return numbers.computeIfAbsent(token, unseen -> next.getAndIncrement());
    }
}
