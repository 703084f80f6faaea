// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Records in submission order of which it is known how they were made: originals, exact and near copies of them, bridges that hold half of
 * one original and half of another, and chains in which every link changes a little of the one before.
 */
final class PlantedRecords {
    enum Origin {
        ORIGINAL,
        COPY,
        BRIDGE,
        LINK
    }

    /** A record; {@code source} is the id of the record it was made from, empty for originals and bridges. */
    record Planted(String recordId, long submission, String text, Origin origin, String source) {}

    private static final double[] EDIT_RATES = {0, 0.01, 0.03, 0.05};

    private final Random random;
    private final List<Planted> records = new ArrayList<>();

    private PlantedRecords(long seed) {
        this.random = new Random(seed);
    }

    /**
     * Records of one seed.
     *
     * @param originals number of originals; copies, bridges and links come on top
     */
    static List<Planted> of(long seed, int originals) {
        return new PlantedRecords(seed).make(originals);
    }

    private List<Planted> make(int originals) {
        List<Planted> sources = new ArrayList<>();
        for (int i = 0; i < originals; i++) {
            sources.add(add(words(60 + random.nextInt(120)), Origin.ORIGINAL, ""));
            Planted source = sources.get(random.nextInt(sources.size()));
            switch (random.nextInt(4)) {
                case 0 -> add(edited(source.text(), rate()), Origin.COPY, source.recordId());
                case 1 -> {
                    Planted other = sources.get(random.nextInt(sources.size()));
                    if (other != source) {
                        add(bridge(source, other), Origin.BRIDGE, "");
                    }
                }
                case 2 -> chain(source);
                default -> {
                    // An original may follow an original.
                }
            }
        }
        return Collections.unmodifiableList(records);
    }

    private void chain(Planted source) {
        Planted last = source;
        for (int link = 0; link < 4; link++) {
            last = add(edited(last.text(), 0.03), Origin.LINK, last.recordId());
        }
    }

    private String bridge(Planted left, Planted right) {
        String[] head = left.text().split(" ");
        String[] tail = right.text().split(" ");
        return String.join(" ", Arrays.copyOf(head, head.length / 2))
                + " and " + words(3) + " then "
                + String.join(" ", Arrays.copyOfRange(tail, tail.length / 2, tail.length));
    }

    private double rate() {
        return EDIT_RATES[random.nextInt(EDIT_RATES.length)];
    }

    private Planted add(String text, Origin origin, String source) {
        long submission = 10L * records.size() + random.nextInt(10);
        records.add(new Planted(
                String.format("r%08x", random.nextInt()) + records.size(), submission, text, origin, source));
        return records.get(records.size() - 1);
    }

    /** Words as language has them: some of them often, most of them seldom. */
    private String words(int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add("w" + (int) (3000 * Math.pow(random.nextDouble(), 4)));
        }
        return String.join(" ", words);
    }

    private String edited(String text, double rate) {
        String[] words = text.split(" ");
        int edits = (int) (rate * words.length);
        for (int i = 0; i < edits; i++) {
            words[random.nextInt(words.length)] = "e" + random.nextInt(100_000);
        }
        return String.join(" ", words);
    }
}
