// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The second part of the rule {@link RepeatRule#WORDS}: a passage of which too many words were said first by one other contributor, close
 * together and in any order, repeats him; unless one of its own writers had said those close together before him. Windows may be asked in
 * parts: each {@link Accusation} stands or falls by single windows.
 *
 * <p>Two shares are looked at: that of all compared words by weight, and that of the dictionary's words by number, since whoever keeps those
 * keeps what is trained on, whatever he puts between them. A window counts for at least half of what it holds, so that no list of everybody's
 * words is everybody's first user.
 *
 * <p>An instance keeps where it stands, so it is for one thread; a {@link SaidIndex} may be shared.
 */
public final class FirstWords {
    private static final long ONE_FEATURE = 1L << 32;

    private final WordWeights weights;
    private final SaidIndex index;

    /** What each window has in common with the passage that is looked at, as far as it is counted; else all zero. */
    private final long[] shared;

    private final int[] touched;

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

        /** What a window must have in common with a passage at least. */
        private long needed(WordBag passage) {
            return Math.max(fewest, ((long) of(passage) * numerator + denominator - 1) / denominator);
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
        this(weights, new SaidIndex(weights, said));
    }

    /** Looks at these windows; for one thread. */
    public FirstWords(WordWeights weights, SaidIndex index) {
        this.weights = weights;
        this.index = index;
        this.shared = new long[index.size()];
        this.touched = new int[index.size()];
    }

    /**
     * Whether a passage repeats what others said before it, as far as these windows tell.
     *
     * @param writers whoever wrote it: they are no others
     */
    public boolean repeats(Set<String> writers, WordBag passage) {
        return !charge(writers, passage, 0, 1).accusations().isEmpty();
    }

    /**
     * What these windows have against a passage.
     *
     * @param writers whoever wrote it: they are no others
     */
    public List<Accusation> accusations(Set<String> writers, WordBag passage) {
        List<Accusation> accusations = new ArrayList<>();
        for (int window : suspects(passage)) {
            accusations.addAll(accusations(writers, passage, index.window(window)));
        }
        return accusations;
    }

    /**
     * Some of what these windows have against a passage.
     *
     * @param accusations none that a window of these excuses
     * @param next the first window that was not looked at; as many as there are if all were
     */
    public record Charge(List<Accusation> accusations, int next) {
        /** Copies the list. */
        public Charge {
            accusations = List.copyOf(accusations);
        }
    }

    /**
     * What these windows have against a passage and do not excuse themselves, no more than about so much at a time: thousands may have
     * something against it.
     *
     * @param writers whoever wrote it: they are no others
     * @param from the first window to look at
     * @param most so many accusations end it; a window has two at most
     */
    public Charge charge(Set<String> writers, WordBag passage, int from, int most) {
        List<Accusation> open = new ArrayList<>();
        for (int window : suspects(passage)) {
            if (window >= from) {
                if (open.size() >= most) {
                    return new Charge(open, window);
                }
                accusations(writers, passage, index.window(window)).stream()
                        .filter(accusation -> !isExcused(writers, accusation))
                        .forEach(open::add);
            }
        }
        return new Charge(open, index.size());
    }

    private List<Accusation> accusations(Set<String> writers, WordBag passage, SaidWindow window) {
        if (writers.contains(window.contributor())) {
            return List.of();
        }
        List<Accusation> accusations = new ArrayList<>();
        long common = common(passage, window.words());
        for (Measure measure : Measure.values()) {
            if (measure.reached(measure.of(common), passage, window.words())) {
                accusations.add(accusation(measure, passage, window.words(), measure.of(common)));
            }
        }
        return accusations;
    }

    private boolean isExcused(Set<String> writers, Accusation accusation) {
        return writers.stream()
                .flatMap(writer -> index.of(writer).stream())
                .anyMatch(own -> accusation.excusedBy(own, weights));
    }

    /**
     * Windows that may have enough in common with a passage, ascending. The words that most windows hold are looked up last,
     * and only where the rarer ones leave it open: so many are left out that they come to less than half of what is needed.
     */
    private int[] suspects(WordBag passage) {
        long weightNeeded = Measure.WEIGHT.needed(passage);
        long featuresNeeded = Measure.FEATURES.needed(passage);
        long weightLeft = 0;
        long featuresLeft = 0;
        int found = 0;
        for (int at : index.mostHeldFirst(passage)) {
            int number = passage.number(at);
            int weight = Measure.WEIGHT.of(weights, number);
            int feature = Measure.FEATURES.of(weights, number);
            if (2 * (weightLeft + weight) < weightNeeded && 2 * (featuresLeft + feature) < featuresNeeded) {
                weightLeft += weight;
                featuresLeft += feature;
            } else {
                found = count(passage, at, weight + feature * ONE_FEATURE, found);
            }
        }
        Arrays.sort(touched, 0, found);
        int suspects = 0;
        for (int t = 0; t < found; t++) {
            long common = shared[touched[t]];
            shared[touched[t]] = 0;
            if (Measure.WEIGHT.of(common) + weightLeft >= weightNeeded
                    || Measure.FEATURES.of(common) + featuresLeft >= featuresNeeded) {
                touched[suspects++] = touched[t];
            }
        }
        return Arrays.copyOf(touched, suspects);
    }

    /** Counts a word of the passage for the windows that held it before; returns how many windows are touched now. */
    private int count(WordBag passage, int at, long worth, int touchedBefore) {
        int found = touchedBefore;
        int number = passage.number(at);
        int end = index.start(number + 1);
        long bound = index.bound(passage.order(at));
        for (int slot = index.start(number); slot < end && index.holder(slot) < bound; slot++) {
            int holder = (int) index.holder(slot);
            if (shared[holder] == 0) {
                touched[found++] = holder;
            }
            shared[holder] += worth;
        }
        return found;
    }

    /** What a window held before a passage did, by both measures. */
    private long common(WordBag passage, WordBag window) {
        long common = 0;
        int at = 0;
        for (int p = 0; p < passage.size(); p++) {
            int number = passage.number(p);
            while (at < window.size() && window.number(at) < number) {
                at++;
            }
            if (at < window.size() && window.number(at) == number && window.order(at) < passage.order(p)) {
                common += Measure.WEIGHT.of(weights, number) + Measure.FEATURES.of(weights, number) * ONE_FEATURE;
            }
        }
        return common;
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
