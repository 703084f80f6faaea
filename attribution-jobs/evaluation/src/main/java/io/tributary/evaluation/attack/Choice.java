// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/**
 * What an attacker would choose from his records and his reserve if he could have all of them scored: he trains the market with all of
 * them and ranks his own.
 */
final class Choice {
    private static final long QUARTERS = 4;

    private final Scene scene;
    private final Map<String, List<Example>> ranked = new HashMap<>();

    private Choice(Scene scene, ToDoubleBiFunction<ScoredMarket, Integer> worth) {
        this.scene = scene;
        ScoredMarket scored = allScored(scene);
        for (String attacker : scene.attackers()) {
            ranked.put(
                    attacker,
                    ranked(scored, attacker, worth).stream()
                            .map(i -> scored.trained().items().get(i).example())
                            .toList());
        }
    }

    /** The market with all that the attackers hold. */
    static ScoredMarket allScored(Scene scene) {
        Market all = scene.market();
        for (String attacker : scene.attackers()) {
            all = all.submitting(attacker, scene.reserves().getOrDefault(attacker, List.of()));
        }
        PairTest nothingRepeats = (left, right) -> false;
        return ScoredMarket.of(scene.honest().trained().near(all, nothingRepeats), nothingRepeats);
    }

    /** An attacker's rows, the most worth first. */
    static List<Integer> ranked(ScoredMarket scored, String attacker, ToDoubleBiFunction<ScoredMarket, Integer> worth) {
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < scored.rows(); i++) {
            if (scored.contributors().get(scored.payee(i)).equals(attacker)) {
                rows.add(i);
            }
        }
        rows.sort(Comparator.comparingDouble((Integer i) -> worth.applyAsDouble(scored, i))
                .reversed());
        return rows;
    }

    /** By what a row earns on the known questions, if each row is paid for its help there. */
    static Choice byPay(Scene scene) {
        Map<ScoredMarket, double[]> sums = new HashMap<>();
        return new Choice(scene, (market, row) -> {
            double[] sum = sums.computeIfAbsent(market, scored -> positiveSums(scored, scene.knownReceipts()));
            double worth = 0;
            for (int q = 0; q < scene.knownReceipts(); q++) {
                long fee = scene.known().get(q).feeMicros();
                worth += sum[q] == 0 ? 0 : fee * Math.max(0, market.capped(row, q)) / sum[q];
            }
            return worth;
        });
    }

    /**
     * By what a row counts on the known questions under a rule that cuts scores at a quarter of their mean size: its harm, which lessens
     * what its bundle earns, is counted, too.
     */
    static Choice byCutScores(Scene scene) {
        return new Choice(scene, cutScores(scene));
    }

    /** What a row counts on the known questions with its scores cut at a quarter of their mean size. */
    static ToDoubleBiFunction<ScoredMarket, Integer> cutScores(Scene scene) {
        Map<ScoredMarket, long[]> limits = new HashMap<>();
        return (market, row) -> {
            long[] limit = limits.computeIfAbsent(market, scored -> quartersOfMeans(scored, scene.knownReceipts()));
            double worth = 0;
            for (int q = 0; q < scene.knownReceipts(); q++) {
                long counted = Math.max(-limit[q], Math.min(limit[q], market.capped(row, q)));
                worth += limit[q] == 0 ? 0 : (double) scene.known().get(q).feeMicros() * counted / limit[q];
            }
            return worth;
        };
    }

    private static long[] quartersOfMeans(ScoredMarket market, int questions) {
        return Arrays.stream(meanSizes(market, questions))
                .map(mean -> mean / QUARTERS)
                .toArray();
    }

    /** The mean size of all rows' scores on each question. */
    static long[] meanSizes(ScoredMarket market, int questions) {
        long[] means = new long[questions];
        for (int q = 0; q < questions; q++) {
            for (int i = 0; i < market.rows(); i++) {
                means[q] += Math.abs(market.capped(i, q));
            }
            means[q] /= market.rows();
        }
        return means;
    }

    /** By what a row does for the held-out set. */
    static Choice byHeldOut(Scene scene) {
        return new Choice(scene, (market, row) -> {
            double worth = 0;
            for (int v = 0; v < market.heldOutItems(); v++) {
                worth += Math.scalb((double) market.heldOut(row, v), market.heldOutExponent(v));
            }
            return worth;
        });
    }

    private static double[] positiveSums(ScoredMarket market, int questions) {
        double[] sums = new double[questions];
        for (int i = 0; i < market.rows(); i++) {
            for (int q = 0; q < questions; q++) {
                sums[q] += Math.max(0, market.capped(i, q));
            }
        }
        return sums;
    }

    /** As many of the attacker's best as he submits honestly. */
    List<Example> best(String attacker) {
        List<Example> all = ranked.getOrDefault(attacker, List.of());
        return all.subList(
                0, Math.min(all.size(), scene.market().examples(attacker).size()));
    }
}
