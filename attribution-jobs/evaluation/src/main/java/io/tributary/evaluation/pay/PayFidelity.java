// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.pay;

import io.tributary.evaluation.data.DataSet;
import io.tributary.evaluation.measure.Ranks;
import io.tributary.evaluation.reference.RealRows;
import io.tributary.evaluation.reference.Retraining;
import io.tributary.influence.PayRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Pay beside its truth: for each of the mixed contributors what the mean loss on the test part rises by when the model is retrained
 * without him, and his share under each rule.
 *
 * @param names the contributors
 * @param careless the share of wrong labels of each
 * @param lossRise by contributor
 * @param shares by rule, then by contributor; {@value #REFERENCE} is no rule, see {@link PayShares#signedNets}
 */
public record PayFidelity(
        List<String> names, List<Double> careless, List<Double> lossRise, SortedMap<String, List<Double>> shares) {
    /** The name of the reference among the rules. */
    public static final String REFERENCE = "signed net";

    /** Copies the collections. */
    public PayFidelity {
        names = List.copyOf(names);
        careless = List.copyOf(careless);
        lossRise = List.copyOf(lossRise);
        shares = new TreeMap<>(shares);
    }

    /**
     * Takes the measure.
     *
     * @param seed of contributors and lots
     * @param done receives how many contributors have been left out
     */
    public static PayFidelity of(DataSet data, List<PayRule> rules, long seed, IntConsumer done) {
        MixedContributors mixed = MixedContributors.of(data, seed);
        DataSet dealt = mixed.data();
        PayShares pay = PayShares.of(dealt, seed);
        SortedMap<String, List<Double>> shares = new TreeMap<>();
        for (PayRule rule : rules) {
            shares.put(rule.id(), inOrder(mixed.names(), pay.under(rule)));
        }
        shares.put(REFERENCE, inOrder(mixed.names(), pay.signedNets()));
        return new PayFidelity(mixed.names(), mixed.careless(), lossRise(dealt, mixed.names(), done), shares);
    }

    private static List<Double> inOrder(List<String> names, Map<String, Double> values) {
        return names.stream().map(name -> values.getOrDefault(name, 0.0)).toList();
    }

    private static List<Double> lossRise(DataSet data, List<String> names, IntConsumer done) {
        Retraining model = Retraining.of(data.shape(), DataSet.rows(data.train()));
        RealRows test = RealRows.of(data.shape(), DataSet.rows(data.test()));
        List<int[]> without = new ArrayList<>();
        for (String name : names) {
            without.add(IntStream.range(0, data.train().size())
                    .filter(i -> !data.train().get(i).contributor().equals(name))
                    .toArray());
        }
        double whole = StatUtils.mean(test.losses(model.theta()));
        List<Double> rises = new ArrayList<>();
        for (double[] losses : model.lossesWith(without, test, Retraining.TOLERANCE_FINE, done)) {
            rises.add(StatUtils.mean(losses) - whole);
        }
        return rises;
    }

    /** Spearman's correlation of a rule's shares with the rise of the loss. */
    public double correlation(String rule) {
        return Ranks.correlation(array(shares.getOrDefault(rule, List.of())), array(lossRise));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
