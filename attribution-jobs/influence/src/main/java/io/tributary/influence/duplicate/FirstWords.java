// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The second part of the rule {@link RepeatRule#WORDS}: a passage of which too many words were said first by one other contributor, close
 * together and in any order, repeats him; unless one of its own writers had said those close together before him. Windows may be asked in
 * parts: each {@link Accusation} stands or falls by single windows.
 *
 * <p>Two shares are looked at: that of all compared words by weight, and that of the dictionary's words by number, since whoever keeps those
 * keeps what is trained on, whatever he puts between them. A window counts for at least half of what it holds, so that no list of everybody's
 * words is everybody's first user.
 */
public final class FirstWords implements Serializable {
    private static final long ONE_FEATURE = 1L << 32;
    private static final long serialVersionUID = 1L;

    private final WordWeights weights;
    private final SaidWindow[] windows;
    private final Map<String, List<SaidWindow>> byContributor = new HashMap<>();
    private final int[] starts;
    private final int[] holders;
    private final long[] orders;

    /** A share that is looked at. */
    enum Measure {
        /** All compared words by weight; fewer than four in common, at full weight, are chance. */
        WEIGHT(24, 3, 8),

        /** The dictionary's words by number. */
        FEATURES(6, 7, 10);

        private final int fewest;
        private final int numerator;
        private final int denominator;

        Measure(int fewest, int numerator, int denominator) {
            this.fewest = fewest;
            this.numerator = numerator;
            this.denominator = denominator;
        }

        int of(WordWeights weights, int number) {
            return this == WEIGHT ? weights.weight(number) : weights.isFeature(number) ? 1 : 0;
        }

        int of(WordBag words) {
            return this == WEIGHT ? words.weight() : words.features();
        }

        private long of(long shared) {
            return this == WEIGHT ? shared % ONE_FEATURE : shared / ONE_FEATURE;
        }

        /** Whether words in common are enough of a window, which counts for at least half of what it holds. */
        boolean counts(long shared, long window) {
            return shared * 2 * denominator >= window * numerator;
        }

        private boolean reached(long shared, WordBag passage, WordBag window) {
            return shared >= fewest
                    && shared * denominator >= (long) of(passage) * numerator
                    && counts(shared, of(window));
        }
    }

    /** Looks at these windows. */
    public FirstWords(WordWeights weights, List<SaidWindow> said) {
        this.weights = weights;
        this.windows = said.toArray(SaidWindow[]::new);
        this.starts = new int[weights.size() + 1];
        for (SaidWindow window : windows) {
            byContributor
                    .computeIfAbsent(window.contributor(), none -> new ArrayList<>())
                    .add(window);
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
                orders[slot] = windows[w].words().order(at);
            }
        }
    }

    /**
     * Whether a passage repeats what others said before it, as far as these windows tell.
     *
     * @param writers whoever wrote it: they are no others
     */
    public boolean repeats(Set<String> writers, WordBag passage) {
        return accusations(writers, passage).stream()
                .anyMatch(accusation -> writers.stream()
                        .flatMap(writer -> byContributor.getOrDefault(writer, List.of()).stream())
                        .noneMatch(own -> accusation.excusedBy(own, weights)));
    }

    /**
     * What these windows have against a passage.
     *
     * @param writers whoever wrote it: they are no others
     */
    public List<Accusation> accusations(Set<String> writers, WordBag passage) {
        long[] shared = new long[windows.length];
        for (int at = 0; at < passage.size(); at++) {
            int number = passage.number(at);
            long worth = weights.weight(number) + (weights.isFeature(number) ? ONE_FEATURE : 0);
            for (int slot = starts[number]; slot < starts[number + 1]; slot++) {
                shared[holders[slot]] += orders[slot] < passage.order(at) ? worth : 0;
            }
        }
        List<Accusation> accusations = new ArrayList<>();
        for (int w = 0; w < windows.length; w++) {
            for (Measure measure : Measure.values()) {
                if (measure.reached(measure.of(shared[w]), passage, windows[w].words())
                        && !writers.contains(windows[w].contributor())) {
                    accusations.add(accusation(measure, passage, windows[w].words(), measure.of(shared[w])));
                }
            }
        }
        return accusations;
    }

    private Accusation accusation(Measure measure, WordBag passage, WordBag window, long size) {
        int[] numbers = new int[passage.size()];
        long[] said = new long[passage.size()];
        int found = 0;
        int at = 0;
        for (int p = 0; p < passage.size(); p++) {
            while (at < window.size() && window.number(at) < passage.number(p)) {
                at++;
            }
            if (at < window.size()
                    && window.number(at) == passage.number(p)
                    && window.order(at) < passage.order(p)
                    && measure.of(weights, passage.number(p)) > 0) {
                numbers[found] = passage.number(p);
                said[found++] = window.order(at);
            }
        }
        return new Accusation(measure, Arrays.copyOf(numbers, found), Arrays.copyOf(said, found), size);
    }
}
