// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.measure;

import io.tributary.influence.LabelledRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows whose labels were spoilt on purpose. */
public final class Labels {
    private Labels() {}

    /**
     * Rows of which some have a wrong label.
     *
     * @param rows the rows
     * @param wrong which of them are wrong
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Flipped(List<LabelledRow> rows, boolean[] wrong) {
        /** Copies the rows. */
        public Flipped {
            rows = List.copyOf(rows);
        }
    }

    /** The same rows with all labels dealt anew: what scores made from them say must predict nothing. */
    public static List<LabelledRow> shuffled(List<LabelledRow> rows, long seed) {
        List<Integer> labels = rows.stream().map(LabelledRow::label).collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(labels, new Random(seed));
        return IntStream.range(0, rows.size())
                .mapToObj(i -> new LabelledRow(rows.get(i).features(), labels.get(i)))
                .toList();
    }

    /** One row in ten gets another label, each other class as likely. */
    public static Flipped flipTenth(List<LabelledRow> rows, int classes, long seed) {
        Random random = new Random(seed);
        List<Integer> order = IntStream.range(0, rows.size()).boxed().collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(order, random);
        List<LabelledRow> flipped = new ArrayList<>(rows);
        boolean[] wrong = new boolean[rows.size()];
        for (int i : order.subList(0, (rows.size() + 9) / 10)) {
            LabelledRow row = rows.get(i);
            flipped.set(i, new LabelledRow(row.features(), other(row.label(), classes, random)));
            wrong[i] = true;
        }
        return new Flipped(flipped, wrong);
    }

    /** Another class. */
    static int other(int label, int classes, Random random) {
        return (label + 1 + random.nextInt(classes - 1)) % classes;
    }
}
