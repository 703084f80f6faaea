// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.pay;

import io.tributary.evaluation.data.DataSet;
import io.tributary.evaluation.data.DataSetName;
import io.tributary.evaluation.data.Item;
import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Twenty contributors as unlike as real ones. Five sixths of a data set's training rows are dealt to them, the largest holding four times as
 * many as the smallest (of 1,200 rows, 20 to 80), and eight of them label carelessly: one in five to three in five of their labels are
 * wrong. Who is large and who is careless is drawn independently.
 *
 * @param data the data set trained on their rows; its test part is enlarged by images that nobody holds
 * @param names the contributors in order
 * @param careless the share of wrong labels of each, 0 of the careful ones
 */
public record MixedContributors(DataSet data, List<String> names, List<Double> careless) {
    private static final int CONTRIBUTORS = 20;
    private static final int CARELESS = 8;
    private static final int WEIGHT_MIN = 20;
    private static final int WEIGHT_MAX = 80;
    /** Training rows of which a contributor of weight w holds w. */
    private static final int WEIGHT_UNIT = 1200;

    private static final int ROWS_MIN = 600;
    private static final double NOISE_MIN = 0.2;
    private static final double NOISE_MAX = 0.6;
    private static final int TEST_MORE_MAX = 1000;

    /** Copies the lists. */
    public MixedContributors {
        names = List.copyOf(names);
        careless = List.copyOf(careless);
    }

    /**
     * Deals the training rows of a data set.
     *
     * @throws InvalidInputException if it has too few
     */
    public static MixedContributors of(DataSet data, long seed) {
        Random random = new Random(seed);
        List<Item> pool = new ArrayList<>(data.train());
        Collections.shuffle(pool, random);
        if (pool.size() < ROWS_MIN) {
            throw new InvalidInputException(
                    "data set has " + pool.size() + " training rows, want " + ROWS_MIN + " or more to deal");
        }
        List<Integer> sizes = sizes(pool.size());
        Collections.shuffle(sizes, random);
        List<Double> noise = IntStream.range(0, CONTRIBUTORS)
                .mapToObj(u -> u < CARELESS ? NOISE_MIN + (NOISE_MAX - NOISE_MIN) * random.nextDouble() : 0.0)
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(noise, random);
        int needed = sizes.stream().mapToInt(Integer::intValue).sum();
        List<String> names = new ArrayList<>();
        List<Item> dealt = new ArrayList<>();
        for (int u = 0; u < CONTRIBUTORS; u++) {
            String name = String.format(Locale.ROOT, "u%02d", u);
            names.add(name);
            List<Item> own = pool.subList(dealt.size(), dealt.size() + sizes.get(u));
            dealt.addAll(spoilt(own, name, noise.get(u), data.shape().classes(), random));
        }
        return new MixedContributors(withRest(data, dealt, pool.subList(needed, pool.size())), names, noise);
    }

    /** Evenly from the smallest to the largest. */
    private static List<Integer> sizes(int rows) {
        return IntStream.range(0, CONTRIBUTORS)
                .map(u -> WEIGHT_MIN + u * (WEIGHT_MAX - WEIGHT_MIN) / (CONTRIBUTORS - 1))
                .mapToObj(weight -> (int) ((long) weight * rows / WEIGHT_UNIT))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** The first rows, in an order that is random already, get wrong labels. */
    private static List<Item> spoilt(List<Item> own, String name, double noise, int classes, Random random) {
        List<Item> spoilt = new ArrayList<>();
        long wrong = Math.round(noise * own.size());
        for (Item item : own) {
            int label = item.label();
            if (spoilt.size() < wrong) {
                label = (label + 1 + random.nextInt(classes - 1)) % classes;
            }
            spoilt.add(item.withLabel(label).withContributor(name));
        }
        return spoilt;
    }

    /** Passages nobody holds are from the years that were trained on, so only images enlarge the test part. */
    private static DataSet withRest(DataSet data, List<Item> dealt, List<Item> rest) {
        List<Item> test = new ArrayList<>(data.test());
        if (data.name() != DataSetName.SPEECHES) {
            test.addAll(rest.subList(0, Math.min(TEST_MORE_MAX, rest.size())));
        }
        return new DataSet(
                data.name(),
                data.shape(),
                data.labels(),
                dealt,
                data.heldOut(),
                data.queries(),
                test,
                data.dictionary());
    }
}
