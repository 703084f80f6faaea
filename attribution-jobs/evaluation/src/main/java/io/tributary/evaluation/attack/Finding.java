// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.protocol.canonical.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * One way to carry out one attack, paid by one rule, over all seeds.
 *
 * @param rule the pay rule's id
 * @param attack the attack's name
 * @param variant how it was carried out
 * @param bound what is demanded
 * @param gain pay under attack / honest pay
 * @param victim the victims' pay under attack / honest
 * @param cost fees that did not come back / honest pay
 * @param accuracyPoints change of the model's accuracy in percentage points
 * @param untrainable share of the seeds in which the committed trainer ends without a certificate, so that the platform refuses the version
 * @param refused records that the duplicate rule took out, a seed
 */
public record Finding(
        String rule,
        String attack,
        String variant,
        Bound bound,
        Jackknife gain,
        Jackknife victim,
        double cost,
        double accuracyPoints,
        double untrainable,
        double refused) {
    private static final double PPM = 1e6;
    private static final double PPM_A_POINT = 1e4;

    /** All findings, by attack, variant and rule in the order of the measurements. */
    public static List<Finding> of(List<Measurement> measurements) {
        Map<List<String>, List<Measurement>> groups = new LinkedHashMap<>();
        for (Measurement one : measurements) {
            groups.computeIfAbsent(List.of(one.attack(), one.variant(), one.rule()), key -> new ArrayList<>())
                    .add(one);
        }
        return groups.values().stream().map(Finding::one).toList();
    }

    private static Finding one(List<Measurement> seeds) {
        Measurement first = seeds.get(0);
        return new Finding(
                first.rule(),
                first.attack(),
                first.variant(),
                Attacks.named(first.attack()).bound(),
                ratio(
                        seeds,
                        one -> one.attackPay().doubleValue(),
                        one -> one.honestPay().doubleValue()),
                ratio(
                        seeds,
                        one -> one.victimAttacked().doubleValue(),
                        one -> one.victimHonest().doubleValue()),
                ratio(
                                seeds,
                                one -> one.spent().doubleValue(),
                                one -> one.honestPay().doubleValue())
                        .value(),
                mean(seeds, one -> (one.accuracyAttackedPpm() - one.accuracyHonestPpm()) / PPM_A_POINT),
                mean(seeds, one -> one.trainable() ? 0 : 1),
                mean(seeds, one -> (double) one.refused()));
    }

    private static Jackknife ratio(
            List<Measurement> seeds,
            ToDoubleFunction<Measurement> numerator,
            ToDoubleFunction<Measurement> denominator) {
        return Jackknife.of(seeds.stream()
                .map(one -> new Jackknife.Pair(numerator.applyAsDouble(one), denominator.applyAsDouble(one)))
                .toList());
    }

    private static double mean(List<Measurement> seeds, ToDoubleFunction<Measurement> value) {
        return seeds.stream().mapToDouble(value).average().orElseThrow();
    }

    /** Whether the bounds are kept; an own question that brings more than its fee counts as a gain. */
    public Verdict verdict() {
        if (!bound.demanded()) {
            return Verdict.MEASURED;
        }
        boolean profit = cost < 0 && !gain.atMost(bound.gainMax() + cost);
        return gain.atMost(bound.gainMax()) && victim.atLeast(bound.victimMin()) && !profit
                ? Verdict.KEPT
                : Verdict.MISSED;
    }

    /** For each rule and attack the finding that tells: one that is missed before any other, then the largest gain. */
    public static List<Finding> worst(List<Finding> findings) {
        Comparator<Finding> telling = Comparator.comparing((Finding one) -> one.verdict() == Verdict.MISSED)
                .thenComparingDouble(one -> one.gain().value());
        Function<Finding, List<String>> key = one -> List.of(one.rule(), one.attack());
        Map<List<String>, Finding> worst = new LinkedHashMap<>();
        for (Finding one : findings) {
            worst.merge(key.apply(one), one, (old, other) -> telling.compare(other, old) > 0 ? other : old);
        }
        return List.copyOf(worst.values());
    }

    /** The finding in integers: ratios in parts per million; an error or a bound that does not exist is absent. */
    public JsonObject toJson() {
        JsonObject.Builder json = JsonObject.nested()
                .put("rule", rule)
                .put("attack", attack)
                .put("variant", variant)
                .put("gainPpm", Math.round(gain.value() * PPM))
                .put("victimPpm", Math.round(victim.value() * PPM))
                .put("costPpm", Math.round(cost * PPM))
                .put("accuracyChangePpm", Math.round(accuracyPoints * PPM_A_POINT))
                .put("refusedRecordsPpm", Math.round(refused * PPM))
                .put("untrainablePpm", Math.round(untrainable * PPM))
                .put("verdict", verdict().name());
        if (!Double.isNaN(gain.error())) {
            json.put("gainErrorPpm", Math.round(gain.error() * PPM))
                    .put("victimErrorPpm", Math.round(victim.error() * PPM));
        }
        if (bound.demanded()) {
            json.put("gainMaxPpm", Math.round(bound.gainMax() * PPM))
                    .put("victimMinPpm", Math.round(bound.victimMin() * PPM));
        }
        return json.build();
    }
}
