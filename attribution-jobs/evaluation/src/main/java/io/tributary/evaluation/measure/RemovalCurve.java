// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.measure;

import io.tributary.evaluation.reference.RealRows;
import io.tributary.evaluation.reference.Retraining;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What the loss does when the rows of highest worth are left out first: the better the worth, the sooner the loss rises.
 *
 * @param losses mean loss of the test rows with 0, 10, 20, 30, 40 and 50 % of the rows left out
 */
public record RemovalCurve(List<Double> losses) {
    /** Tenths of the rows that are left out. */
    public static final List<Integer> TENTHS = List.of(0, 1, 2, 3, 4, 5);

    /** Copies the list. */
    public RemovalCurve {
        losses = List.copyOf(losses);
    }

    /** What rows are worth by their scores: the sum over all answers. */
    public static double[] worth(double[][] scores) {
        return Arrays.stream(scores)
                .mapToDouble(row -> Arrays.stream(row).sum())
                .toArray();
    }

    /**
     * Takes the curve.
     *
     * @param worth of each row, by which the rows are left out, largest first
     * @param done receives how many of the models are done
     */
    public static RemovalCurve of(Retraining model, RealRows test, double[] worth, IntConsumer done) {
        List<Integer> order = IntStream.range(0, worth.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -worth[i]).thenComparing(i -> i))
                .collect(Collectors.toCollection(ArrayList::new));
        List<int[]> subsets = TENTHS.stream()
                .map(tenth -> order.subList(worth.length * tenth / 10, worth.length).stream()
                        .mapToInt(Integer::intValue)
                        .sorted()
                        .toArray())
                .toList();
        double[][] losses = model.lossesWith(subsets, test, Retraining.TOLERANCE, done);
        List<Double> means = new ArrayList<>();
        for (double[] row : losses) {
            means.add(StatUtils.mean(row));
        }
        return new RemovalCurve(means);
    }
}
