// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.data;

import io.tributary.influence.Shape;
import io.tributary.influence.SparseRow;
import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Images as integer rows: one feature a pixel, the last one the bias. Images have no contributor of their own; they are dealt to
 * {@value #CONTRIBUTORS} by the seed, with shares that grow from one to two.
 */
final class Images {
    /** How many contributors images are dealt to. */
    static final int CONTRIBUTORS = 20;

    private static final int CLASSES = 10;
    /** About 1e-3. */
    private static final int LAMBDA_Q24 = 1 << 14;

    private Images() {}

    /** Pixels 0..16 are kept; four fraction bits make the bias of 16 a one. */
    static DataSet digits(List<String> lines, long seed) {
        List<Item> items = read(lines, "label", "digits", "", pixel -> pixel, (byte) 16);
        Collections.shuffle(items, new Random(seed));
        Shape shape = new Shape(CLASSES, 65, 4, LAMBDA_Q24);
        return divide(DataSetName.DIGITS, shape, items.subList(0, 1200), items.subList(1200, items.size()), seed);
    }

    /** Pixels 0..255 are halved, rounded down; seven fraction bits and a bias of 127, just below a one. */
    static DataSet fashion14(List<String> lines, long seed) {
        IntUnaryOperator half = pixel -> pixel >> 1;
        List<Item> train = read(lines, "split,label", "fashion14", "train,", half, (byte) 127);
        List<Item> rest = read(lines, "split,label", "fashion14", "test,", half, (byte) 127);
        Collections.shuffle(train, new Random(seed));
        Collections.shuffle(rest, new Random(seed));
        return divide(DataSetName.FASHION14, new Shape(CLASSES, 197, 7, LAMBDA_Q24), train, rest, seed);
    }

    private static DataSet divide(DataSetName name, Shape shape, List<Item> train, List<Item> rest, long seed) {
        return new DataSet(
                name,
                shape,
                IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList(),
                deal(train, seed),
                rest.subList(0, 200),
                rest.subList(200, 400),
                rest.subList(400, rest.size()),
                Optional.empty());
    }

    /** Deals rows to contributors: the last holds about twice as many as the first. */
    private static List<Item> deal(List<Item> items, long seed) {
        Random random = new Random(seed + 1);
        List<Item> dealt = new ArrayList<>();
        for (Item item : items) {
            // Contributor k is drawn with weight 20 + k.
            int drawn = random.nextInt(CONTRIBUTORS * CONTRIBUTORS + CONTRIBUTORS * (CONTRIBUTORS - 1) / 2);
            int contributor = 0;
            while (drawn >= CONTRIBUTORS + contributor) {
                drawn -= CONTRIBUTORS + contributor;
                contributor++;
            }
            dealt.add(item.withContributor(String.format(Locale.ROOT, "c%02d", contributor)));
        }
        return dealt;
    }

    /** Lines that start with {@code prefix}, which is followed by the label and the pixels. */
    private static List<Item> read(
            List<String> lines, String header, String name, String prefix, IntUnaryOperator scale, byte bias) {
        if (lines.isEmpty() || !lines.get(0).startsWith(header + ",p0")) {
            throw new InvalidInputException(name + " has no header, want one that starts with " + header + ",p0");
        }
        List<Item> items = new ArrayList<>();
        for (int at = 1; at < lines.size(); at++) {
            if (lines.get(at).startsWith(prefix)) {
                String[] cells = lines.get(at).substring(prefix.length()).split(",", -1);
                byte[] dense = new byte[cells.length];
                for (int j = 1; j < cells.length; j++) {
                    dense[j - 1] = (byte) scale.applyAsInt(Integer.parseInt(cells[j]));
                }
                dense[cells.length - 1] = bias;
                items.add(new Item(
                        String.format(Locale.ROOT, "%s/%05d", name, at),
                        SparseRow.ofDense(dense),
                        Integer.parseInt(cells[0]),
                        "nobody",
                        Optional.empty()));
            }
        }
        return items;
    }
}
