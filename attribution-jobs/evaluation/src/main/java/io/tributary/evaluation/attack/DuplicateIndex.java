// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Canonical contents, to find those that another one repeats. Candidates are the texts that share a run of {@value #RUN} tokens, where
 * the rule is by runs, else all; the pair test decides.
 */
final class DuplicateIndex {
    private static final int RUN = 5;

    private final PairTest pairTest;
    private final List<Content> contents = new ArrayList<>();
    private final Map<List<String>, List<Integer>> places = new HashMap<>();

    DuplicateIndex(PairTest pairTest) {
        this.pairTest = pairTest;
    }

    /** Makes {@code content} canonical unless it repeats a canonical one. */
    boolean addUnlessRepeated(Content content) {
        if (!repeated(content).isEmpty()) {
            return false;
        }
        add(content);
        return true;
    }

    /** Makes {@code content} canonical. */
    void add(Content content) {
        for (List<String> run : pairTest.bySharedRuns() ? runs(content) : Set.<List<String>>of()) {
            places.computeIfAbsent(run, key -> new ArrayList<>()).add(contents.size());
        }
        contents.add(content);
    }

    /** Places of the contents that {@code content} repeats, in the order in which they were added. */
    List<Integer> repeated(Content content) {
        List<Integer> repeated = new ArrayList<>();
        for (int place : candidates(content)) {
            if (pairTest.repeats(contents.get(place), content)) {
                repeated.add(place);
            }
        }
        repeated.sort(null);
        return repeated;
    }

    private Iterable<Integer> candidates(Content content) {
        Set<Integer> candidates = new LinkedHashSet<>();
        if (content instanceof Content.Pixels || !pairTest.bySharedRuns()) {
            for (int place = 0; place < contents.size(); place++) {
                candidates.add(place);
            }
            return candidates;
        }
        for (List<String> run : runs(content)) {
            candidates.addAll(places.getOrDefault(run, List.of()));
        }
        return candidates;
    }

    private static Set<List<String>> runs(Content content) {
        Set<List<String>> runs = new HashSet<>();
        if (content instanceof Content.Words words) {
            int length = Math.min(RUN, words.tokens().size());
            for (int at = 0; at + length <= words.tokens().size(); at++) {
                runs.add(words.tokens().subList(at, at + length));
            }
        }
        return runs;
    }
}
