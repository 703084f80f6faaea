// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.influence.Bundles;
import io.tributary.influence.PayRule;
import io.tributary.influence.PayWeights;
import io.tributary.influence.ScoreLimits;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * What bundles earn on the answers of an epoch.
 *
 * @param paid by bundle; bundles that may not earn are absent
 * @param weights of the contributors on each answer
 */
record PaidAnswers(Map<Integer, Earned> paid, PayWeights weights) implements Serializable {
    private static final int TREE_DEPTH = 2;
    private static final Earned NOTHING = new Earned(-1, new BitSet(), new char[0]);

    /**
     * On which answers a bundle weighs more than 0, and at which rates.
     *
     * @param rates by answer, where the rule has any; two bytes each, since every task gets those of all bundles
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Earned(int bundle, BitSet answers, char[] rates) implements Serializable {
        private static Earned of(int bundle, long[] sums, PayRule rule, ScoreLimits limits) {
            BitSet answers = new BitSet(sums.length);
            char[] rates = new char[rule.rated() ? sums.length : 0];
            for (int q = 0; q < sums.length; q++) {
                answers.set(q, sums[q] > 0);
                if (sums[q] > 0 && rule.rated()) {
                    rates[q] = (char) rule.rate(sums[q], limits.limit(q));
                }
            }
            return new Earned(bundle, answers, rates);
        }

        /** The rate on an answer that it is paid for. */
        private long rate(int answer) {
            return rates.length == 0 ? 1 : rates[answer];
        }
    }

    /**
     * Pays bundles.
     *
     * @param sums complete; bundles that may not earn are left out
     * @param limits by which the scores were cut
     */
    static PaidAnswers of(
            JavaPairRDD<Integer, long[]> sums,
            Broadcast<ScoreLimits> limits,
            Broadcast<DealtRows> dealt,
            Broadcast<JudgedBundles> judged) {
        JavaPairRDD<Integer, long[]> earning = sums.filter(
                        sum -> sum._1() != PartialSums.TOTALS && judged.value().standings()[sum._1()] > 0)
                .persist(StorageLevel.MEMORY_AND_DISK());
        int contributors = dealt.value().bundles().contributors().size();
        JavaRDD<Tuple2<Earned, long[]>> earned = earning.map(
                sum -> new Tuple2<>(Earned.of(sum._1(), sum._2(), dealt.value().payRule(), limits.value()), sum._2()));
        FlatMapFunction<Iterator<Tuple2<Earned, long[]>>, PayWeights> partial = part -> {
            PayWeights weights = new PayWeights(limits.value().answers(), contributors);
            part.forEachRemaining(
                    sum -> add(weights, dealt.value().bundles(), judged.value().standings(), sum._1(), sum._2()));
            return List.of(weights).iterator();
        };
        PayWeights weights = earned.mapPartitions(partial)
                .treeReduce(
                        (left, right) -> {
                            left.merge(right);
                            return left;
                        },
                        TREE_DEPTH);
        Map<Integer, Earned> paid = new HashMap<>();
        earned.map(Tuple2::_1).collect().forEach(bundle -> paid.put(bundle.bundle(), bundle));
        earning.unpersist(false);
        return new PaidAnswers(paid, weights);
    }

    private static void add(PayWeights weights, Bundles bundles, int[] standings, Earned earned, long[] sums) {
        long factor = bundles.factor(earned.bundle(), standings[earned.bundle()]);
        int contributor = bundles.contributor(earned.bundle());
        for (int q = earned.answers().nextSetBit(0);
                q >= 0;
                q = earned.answers().nextSetBit(q + 1)) {
            weights.add(q, contributor, factor * earned.rate(q), sums[q]);
        }
    }

    /** What a unit of a row's influence weighs on each answer: the factors of its bundles that are paid there. */
    long[] factors(Bundles bundles, int[] standings, int row) {
        long[] factors = new long[weights.queries()];
        for (int lot = 0; lot < bundles.lots(); lot++) {
            int bundle = bundles.bundle(lot, row);
            Earned earned = paid.getOrDefault(bundle, NOTHING);
            for (int q = earned.answers().nextSetBit(0);
                    q >= 0;
                    q = earned.answers().nextSetBit(q + 1)) {
                factors[q] += bundles.factor(bundle, standings[bundle]) * earned.rate(q);
            }
        }
        return factors;
    }

    /** Weights above 0 by receipt and contributor. */
    Map<String, SortedMap<String, BigInteger>> byReceipt(List<String> receiptIds, List<String> contributors) {
        Map<String, SortedMap<String, BigInteger>> byReceipt = new HashMap<>();
        for (int q = 0; q < receiptIds.size(); q++) {
            for (int u = 0; u < contributors.size(); u++) {
                BigInteger weight = weights.at(q, u);
                if (weight.signum() > 0) {
                    byReceipt
                            .computeIfAbsent(receiptIds.get(q), receipt -> new TreeMap<>())
                            .put(contributors.get(u), weight);
                }
            }
        }
        return byReceipt;
    }
}
