// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.influence.PayWeights;
import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LaboratoryTest {
    /** Pays by the number of rows, whatever they are. */
    private static final RuleUnderTest BY_ROWS = new RuleUnderTest() {
        @Override
        public String id() {
            return "by-rows";
        }

        @Override
        public PayWeights weights(ScoredMarket market) {
            PayWeights weights =
                    new PayWeights(market.questions(), market.contributors().size());
            for (int i = 0; i < market.rows(); i++) {
                for (int q = 0; q < market.questions(); q++) {
                    weights.add(q, market.payee(i), 1, 1);
                }
            }
            return weights;
        }
    };

    @Test
    void aRuleThatPaysByRowsIsExposedAndFlippedLabelsExposeTheNaiveOne() {
        List<Attack> attacks = List.of(Attacks.named("padding"), Attacks.named("label-flip"));
        List<Measurement> measured = new Laboratory(
                        SmallMarkets.DIGITS,
                        attacks,
                        List.of(BY_ROWS, Rules.named("naive/v0")),
                        "jaccard/v1",
                        RepeatRule.PHRASES,
                        1)
                .run(1, 2, 1, line -> {});
        List<Finding> worst = Finding.worst(Finding.of(measured));
        Finding padding = found(worst, "by-rows", "padding");
        assertThat(padding.verdict()).isEqualTo(Verdict.MISSED);
        // Twenty of 160 rows become forty of 180.
        assertThat(padding.gain().value()).isCloseTo(2.0 * 160 / 180, within(1e-9));
        assertThat(found(worst, "naive/v0", "label-flip").verdict()).isEqualTo(Verdict.MISSED);
        assertThat(found(worst, "by-rows", "label-flip").verdict()).isEqualTo(Verdict.KEPT);
    }

    @Test
    void aCoalitionCountsAllOfItsMembersAndThreadsChangeNothing() {
        List<Attack> attacks = List.of(Attacks.named("padding"));
        Laboratory laboratory =
                new Laboratory(SmallMarkets.DIGITS, attacks, List.of(BY_ROWS), "jaccard/v1", RepeatRule.PHRASES, 3);
        // Seeds whose honest images are all far enough from each other to be paid.
        List<Measurement> one = laboratory.run(8, 2, 1, line -> {});
        assertThat(laboratory.run(8, 2, 2, line -> {})).isEqualTo(one);
        // Sixty of 160 rows become 120 of 220.
        assertThat(one).allSatisfy(measured -> assertThat(measured.gain()).isCloseTo(2.0 * 160 / 220, within(1e-9)));
    }

    @Test
    void aMarketNearAnotherEndsAtTheSameModelAsFromZeroWithinTheCertificate() {
        Scene scene = SmallMarkets.digits(3, 1);
        Market market = Attacks.named("label-noise")
                .attempts(scene, new Random(1))
                .get(0)
                .market();
        int[] near = scene.honest()
                .trained()
                .near(market, DuplicateRule.platform())
                .weights()
                .toArray();
        int[] zero =
                TrainedMarket.of(market, DuplicateRule.platform()).weights().toArray();
        for (int k = 0; k < near.length; k++) {
            // Gradients below 2^-20 and a ridge of 2^-10 leave less than sqrt(P) 2^-10 between two certified models.
            assertThat(Math.abs(near[k] - zero[k])).as("weight %s", k).isLessThan((int) (0.01 * (1 << 23)));
        }
    }

    @Test
    void theStandardErrorOfAPlainMeanIsItsOwn() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            List<Jackknife.Pair> pairs = new ArrayList<>();
            double sum = 0;
            double squares = 0;
            int n = 3 + random.nextInt(10);
            for (int i = 0; i < n; i++) {
                double value = random.nextGaussian();
                pairs.add(new Jackknife.Pair(value, 1));
                sum += value;
                squares += value * value;
            }
            double variance = (squares - sum * sum / n) / (n - 1);
            Jackknife jackknife = Jackknife.of(pairs);
            assertThat(jackknife.value()).as("seed %s", seed).isCloseTo(sum / n, within(1e-12));
            assertThat(jackknife.error()).as("seed %s", seed).isCloseTo(Math.sqrt(variance / n), within(1e-12));
        }
        assertThat(Jackknife.of(List.of(new Jackknife.Pair(3, 2))).error()).isNaN();
    }

    @Test
    void aBoundIsKeptWithinOneStandardErrorAndAProfitOnOwnQuestionsIsAGain() {
        assertThat(finding(Bound.gain(1.05), 1.06, 0.02, 1, 0).verdict()).isEqualTo(Verdict.KEPT);
        assertThat(finding(Bound.gain(1.05), 1.08, 0.02, 1, 0).verdict()).isEqualTo(Verdict.MISSED);
        assertThat(finding(Bound.copying(1.05), 1, 0.01, 0.93, 0).verdict()).isEqualTo(Verdict.MISSED);
        assertThat(finding(Bound.copying(1.05), 1, 0.03, 0.93, 0).verdict()).isEqualTo(Verdict.KEPT);
        assertThat(finding(Bound.gain(1.05), 1, 0, 1, -0.5).verdict()).isEqualTo(Verdict.MISSED);
        assertThat(finding(Bound.none(), 9, 0, 0, 0).verdict()).isEqualTo(Verdict.MEASURED);
    }

    @Test
    void theTellingVariantIsTheMissedOneThenTheBestPaid() {
        Finding kept = finding(Bound.copying(1.05), 1.02, 0.01, 1, 0);
        Finding victim = finding(Bound.copying(1.05), 0.9, 0.01, 0.5, 0);
        Finding better = finding(Bound.copying(1.05), 1.04, 0.01, 1, 0);
        assertThat(Finding.worst(List.of(kept, better))).containsExactly(better);
        assertThat(Finding.worst(List.of(kept, victim, better))).containsExactly(victim);
    }

    @Test
    void theHonestQuestionsFollowDemandAndTheSeedsFees() {
        Scene even = SmallMarkets.digits(2, 1);
        assertThat(even.market().receipts()).allMatch(receipt -> receipt.feeMicros() == 10_000);
        Scene odd = SmallMarkets.digits(3, 1);
        assertThat(odd.market().receipts().stream().map(Receipt::feeMicros).distinct())
                .hasSizeGreaterThan(30);
        assertThat(SmallMarkets.digits(3, 1).market()).isEqualTo(odd.market());
        BigInteger fees = Epoch.of(odd.honest(), BY_ROWS).fees(receipt -> true);
        assertThat(fees.shiftRight(62).longValueExact())
                .isEqualTo(odd.market().receipts().stream()
                        .mapToLong(Receipt::feeMicros)
                        .sum());
    }

    @Test
    void aFindingIsWrittenInIntegersAndAnErrorThatDoesNotExistIsAbsent() {
        JsonObject json = finding(Bound.copying(1.05), 1.25, 0.125, 0.5, 2).toJson();
        assertThat(json.integer("gainPpm")).isEqualTo(1_250_000);
        assertThat(json.integer("gainErrorPpm")).isEqualTo(125_000);
        assertThat(json.integer("gainMaxPpm")).isEqualTo(1_050_000);
        assertThat(json.integer("victimPpm")).isEqualTo(500_000);
        assertThat(json.integer("victimMinPpm")).isEqualTo(950_000);
        assertThat(json.integer("costPpm")).isEqualTo(2_000_000);
        assertThat(json.text("verdict")).isEqualTo("MISSED");
        assertThat(finding(Bound.none(), 1, Double.NaN, 1, 0).toJson().keys())
                .doesNotContain("gainErrorPpm", "gainMaxPpm", "victimErrorPpm", "victimMinPpm");
    }

    @Test
    void aJobThatNamesWhatIsNotThereIsOneSentence() {
        assertThatThrownBy(() -> AttackJob.run(job("mnist", "padding", "jaccard/v1"), line -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("data set is 'mnist', want one of");
        assertThatThrownBy(() -> AttackJob.run(job("digits", "theft", "jaccard/v1"), line -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("attack is 'theft', want one of");
        assertThatThrownBy(() -> AttackJob.run(job("digits", "padding", "none"), line -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("duplicate rule is 'none', want one of");
    }

    private static JsonObject job(String dataset, String attack, String duplicates) {
        return JsonObject.typed(AttackJob.TYPE)
                .put("dataset", dataset)
                .put("attacks", List.of(attack))
                .put("rules", List.of("rows/v1"))
                .put("duplicates", duplicates)
                .put("repeats", "first-use/v1")
                .put("seed", 1)
                .put("seeds", 1)
                .put("records", 0)
                .put("attackers", 1)
                .build();
    }

    private static Finding finding(Bound bound, double gain, double error, double victim, double cost) {
        return new Finding(
                "rule",
                "attack",
                "variant",
                bound,
                new Jackknife(gain, error),
                new Jackknife(victim, error),
                cost,
                0,
                0,
                0);
    }

    private static Finding found(List<Finding> findings, String rule, String attack) {
        return findings.stream()
                .filter(one -> one.rule().equals(rule) && one.attack().equals(attack))
                .findFirst()
                .orElseThrow();
    }
}
