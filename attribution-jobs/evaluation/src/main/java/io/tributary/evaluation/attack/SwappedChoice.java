// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an attacker would choose who knows that a sum of rows is paid by its square root: not the best rows but the best set of them. He
 * trains the market with all that he holds, starts at the rows of the largest cut scores, and exchanges a row in the set for one outside
 * as long as any exchange raises what the set would earn on the known questions.
 */
final class SwappedChoice {
    private static final int SWAPS_MAX = 200;

    private final Scene scene;
    private final ScoredMarket scored;
    private final long[] limits;
    private final double[] worths;

    SwappedChoice(Scene scene) {
        this.scene = scene;
        this.scored = Choice.allScored(scene);
        this.limits = Choice.meanSizes(scored, scene.knownReceipts());
        this.worths = worths();
    }

    /** What the square root of a sum is worth on each known question: its fee over the roots of all contributors' sums. */
    private double[] worths() {
        Map<Integer, double[]> sums = new HashMap<>();
        for (int i = 0; i < scored.rows(); i++) {
            double[] own = sums.computeIfAbsent(scored.payee(i), none -> new double[limits.length]);
            add(own, counted(i), 1);
        }
        double[] worths = new double[limits.length];
        for (int q = 0; q < worths.length; q++) {
            double roots = 0;
            for (double[] own : sums.values()) {
                roots += Math.sqrt(Math.max(0, own[q]));
            }
            worths[q] = roots == 0 ? 0 : scene.known().get(q).feeMicros() / roots;
        }
        return worths;
    }

    private double[] counted(int row) {
        double[] counted = new double[limits.length];
        for (int q = 0; q < counted.length; q++) {
            counted[q] = Math.max(-limits[q], Math.min(limits[q], scored.capped(row, q)));
        }
        return counted;
    }

    private static void add(double[] sum, double[] row, int times) {
        for (int q = 0; q < sum.length; q++) {
            sum[q] += times * row[q];
        }
    }

    /** As many of the attacker's records as he submits honestly. */
    List<Example> best(String attacker) {
        List<Integer> ranked = Choice.ranked(scored, attacker, this::fees);
        int size = Math.min(ranked.size(), scene.market().examples(attacker).size());
        List<Integer> chosen = new ArrayList<>(ranked.subList(0, size));
        List<Integer> left = new ArrayList<>(ranked.subList(size, ranked.size()));
        double[] sum = new double[limits.length];
        chosen.forEach(row -> add(sum, counted(row), 1));
        for (int swap = 0; swap < SWAPS_MAX && swapped(chosen, left, sum); swap++) {
            // The sum of the set is kept up to date.
        }
        return chosen.stream()
                .map(row -> scored.trained().items().get(row).example())
                .toList();
    }

    private double fees(ScoredMarket market, int row) {
        double[] counted = counted(row);
        double fees = 0;
        for (int q = 0; q < counted.length; q++) {
            fees += limits[q] == 0 ? 0 : scene.known().get(q).feeMicros() * counted[q] / limits[q];
        }
        return fees;
    }

    /** Makes the exchange that raises the pay most. */
    private boolean swapped(List<Integer> chosen, List<Integer> left, double[] sum) {
        double most = pay(sum);
        int bestOut = -1;
        int bestIn = -1;
        for (int out = 0; out < chosen.size(); out++) {
            double[] without = sum.clone();
            add(without, counted(chosen.get(out)), -1);
            for (int in = 0; in < left.size(); in++) {
                double[] with = without.clone();
                add(with, counted(left.get(in)), 1);
                double pay = pay(with);
                if (pay > most * (1 + 1e-9)) {
                    most = pay;
                    bestOut = out;
                    bestIn = in;
                }
            }
        }
        if (bestOut < 0) {
            return false;
        }
        add(sum, counted(chosen.get(bestOut)), -1);
        add(sum, counted(left.get(bestIn)), 1);
        chosen.set(bestOut, left.set(bestIn, chosen.get(bestOut)));
        return true;
    }

    private double pay(double[] sum) {
        double pay = 0;
        for (int q = 0; q < sum.length; q++) {
            pay += worths[q] * Math.sqrt(Math.max(0, sum[q]));
        }
        return pay;
    }
}
