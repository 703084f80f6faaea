// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.influence.Bundles;
import io.tributary.influence.PayWeights;
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
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * What bundles earn on the answers of an epoch.
 *
 * @param paid for each bundle the answers on which it weighs more than 0; bundles that may not earn are absent
 * @param weights of the contributors on each answer
 */
record PaidAnswers(Map<Integer, BitSet> paid, PayWeights weights) implements Serializable {
    private static final int TREE_DEPTH = 2;
    private static final BitSet NO_ANSWER = new BitSet();

    private record Earned(int bundle, BitSet answers) implements Serializable {
        static Earned of(int bundle, long[] sums) {
            BitSet answers = new BitSet(sums.length);
            for (int q = 0; q < sums.length; q++) {
                answers.set(q, sums[q] > 0);
            }
            return new Earned(bundle, answers);
        }
    }

    /**
     * Pays bundles.
     *
     * @param sums complete; bundles that may not earn are left out
     */
    static PaidAnswers of(
            JavaPairRDD<Integer, long[]> sums,
            int answers,
            Broadcast<DealtRows> dealt,
            Broadcast<JudgedBundles> judged) {
        JavaPairRDD<Integer, long[]> earning = sums.filter(
                        sum -> sum._1() != PartialSums.TOTALS && judged.value().standings()[sum._1()] > 0)
                .persist(StorageLevel.MEMORY_AND_DISK());
        int contributors = dealt.value().bundles().contributors().size();
        FlatMapFunction<Iterator<Tuple2<Integer, long[]>>, PayWeights> partial = part -> {
            PayWeights weights = new PayWeights(answers, contributors);
            part.forEachRemaining(
                    sum -> add(weights, dealt.value().bundles(), judged.value().standings(), sum._1(), sum._2()));
            return List.of(weights).iterator();
        };
        PayWeights weights = earning.mapPartitions(partial)
                .treeReduce(
                        (left, right) -> {
                            left.merge(right);
                            return left;
                        },
                        TREE_DEPTH);
        Map<Integer, BitSet> paid = new HashMap<>();
        earning.map(sum -> Earned.of(sum._1(), sum._2()))
                .collect()
                .forEach(earned -> paid.put(earned.bundle(), earned.answers()));
        earning.unpersist(false);
        return new PaidAnswers(paid, weights);
    }

    private static void add(PayWeights weights, Bundles bundles, int[] standings, int bundle, long[] sums) {
        long factor = bundles.factor(bundle, standings[bundle]);
        for (int q = 0; q < sums.length; q++) {
            weights.add(q, bundles.contributor(bundle), factor, Math.max(0, sums[q]));
        }
    }

    /** What a unit of a row's influence weighs on each answer: the factors of its bundles that are paid there. */
    long[] factors(Bundles bundles, int[] standings, int row) {
        long[] factors = new long[weights.queries()];
        for (int lot = 0; lot < bundles.lots(); lot++) {
            int bundle = bundles.bundle(lot, row);
            BitSet answers = paid.getOrDefault(bundle, NO_ANSWER);
            for (int q = answers.nextSetBit(0); q >= 0; q = answers.nextSetBit(q + 1)) {
                factors[q] += bundles.factor(bundle, standings[bundle]);
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
