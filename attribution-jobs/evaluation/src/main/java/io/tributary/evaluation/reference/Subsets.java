// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.reference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Random parts of the training rows, the same for the same seed. */
public final class Subsets {
    private Subsets() {}

    /** So many random halves of {@code rows} rows, each by ascending index. */
    public static List<int[]> halves(int rows, int count, long seed) {
        Random random = new Random(seed);
        List<Integer> order = IntStream.range(0, rows).boxed().collect(Collectors.toCollection(ArrayList::new));
        List<int[]> halves = new ArrayList<>();
        for (int m = 0; m < count; m++) {
            Collections.shuffle(order, random);
            halves.add(order.subList(0, (rows + 1) / 2).stream()
                    .mapToInt(Integer::intValue)
                    .sorted()
                    .toArray());
        }
        return halves;
    }

    /** So many times the rows of a random half of the owners. */
    public static List<int[]> ownerHalves(List<String> owners, int count, long seed) {
        List<String> names = new ArrayList<>(new TreeSet<>(owners));
        Random random = new Random(seed);
        List<int[]> halves = new ArrayList<>();
        for (int m = 0; m < count; m++) {
            Collections.shuffle(names, random);
            Set<String> chosen = Set.copyOf(names.subList(0, (names.size() + 1) / 2));
            halves.add(IntStream.range(0, owners.size())
                    .filter(i -> chosen.contains(owners.get(i)))
                    .toArray());
        }
        return halves;
    }

    /** All rows but one. */
    public static int[] without(int rows, int left) {
        return IntStream.range(0, rows).filter(i -> i != left).toArray();
    }
}
