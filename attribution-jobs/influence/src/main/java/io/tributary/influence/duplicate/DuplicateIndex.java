// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells canonical records from duplicates, one after the other in submission order. A new record is compared with the canonical ones
 * among the first {@value #HOLDERS} records that hold one of its keys; the most similar one wins, of equals the earliest. What is decided
 * stays: nothing that comes later changes it. One record costs at most {@link TextPrint#KEYS} times {@value #HOLDERS} comparisons.
 */
public final class DuplicateIndex {
    /** Records of a key that later ones are compared with: the earliest, canonical or not. */
    public static final int HOLDERS = 16;

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Long, List<Integer>> holders = new HashMap<>();

    private long comparisons;

    /** An index of nothing. */
    public DuplicateIndex() {}

    /**
     * The next record in submission order.
     *
     * @return the canonical record that it repeats; empty if it is canonical itself
     */
    public Optional<Repeat> add(String recordId, TextPrint print) {
        return add(recordId, print, Set.of());
    }

    /**
     * The next record in submission order.
     *
     * @param exempt records that it is not compared with, since it is an edit of them
     * @return the canonical record that it repeats; empty if it is canonical itself
     */
    public Optional<Repeat> add(String recordId, TextPrint print, Set<String> exempt) {
        Optional<Repeat> repeat = find(print, exempt);
        // What is not canonical holds its place among the first of a key and is never compared with.
        hold(new Entry(recordId, repeat.isEmpty() ? Optional.of(print.phrases()) : Optional.empty()), print);
        return repeat;
    }

    /** The next record in submission order, which a version under another rule found canonical. */
    public void addCanonical(String recordId, TextPrint print) {
        hold(new Entry(recordId, Optional.of(print.phrases())), print);
    }

    private void hold(Entry entry, TextPrint print) {
        int place = entries.size();
        entries.add(entry);
        for (long key : print.keys()) {
            List<Integer> places = holders.computeIfAbsent(key, ignored -> new ArrayList<>(1));
            if (places.size() < HOLDERS) {
                places.add(place);
            }
        }
    }

    /** The canonical record that a text repeats, leaving the index as it is. */
    public Optional<Repeat> find(TextPrint print) {
        return find(print, Set.of());
    }

    private Optional<Repeat> find(TextPrint print, Set<String> exempt) {
        TreeSet<Integer> candidates = new TreeSet<>();
        for (long key : print.keys()) {
            candidates.addAll(holders.getOrDefault(key, List.of()));
        }
        long[] phrases = print.phrases();
        Optional<Repeat> best = Optional.empty();
        for (int place : candidates) {
            Entry entry = entries.get(place);
            if (exempt.contains(entry.recordId)) {
                continue;
            }
            comparisons += entry.phrases.isPresent() ? 1 : 0;
            Optional<Jaccard> similarity =
                    entry.phrases.map(other -> Jaccard.of(phrases, other)).filter(Jaccard::reachesThreshold);
            if (similarity.isPresent()
                    && (best.isEmpty() || similarity.get().compareTo(best.get().similarity()) > 0)) {
                best = Optional.of(new Repeat(entry.recordId, similarity.get()));
            }
        }
        return best;
    }

    /** How many pairs of texts were compared so far. */
    public long comparisons() {
        return comparisons;
    }

    /**
     * That a record repeats a canonical one.
     *
     * @param canonicalRecordId the canonical record
     * @param similarity how alike they are
     */
    public record Repeat(String canonicalRecordId, Jaccard similarity) {}

    /** A record; its phrases if it is canonical. */
    private static final class Entry {
        private final String recordId;
        private final Optional<long[]> phrases;

        Entry(String recordId, Optional<long[]> phrases) {
            this.recordId = recordId;
            this.phrases = phrases;
        }
    }
}
