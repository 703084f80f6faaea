// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.PayWeights;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.Share;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttackTest {
    private static final Scene DIGITS = SmallMarkets.digits(5, 1);
    private static final Scene TEXTS = SmallMarkets.texts(5);
    private static final List<String> RULES = List.of("rows/v1", "bundles/v1");

    @ParameterizedTest
    @ValueSource(strings = {"exact-copy", "back-dating"})
    void copiesAreTakenOutAndNobodyIsPaidDifferently(String attack) {
        for (Scene scene : List.of(DIGITS, TEXTS)) {
            int copied = scene.market().examples(scene.victims().get(0)).size();
            for (Attempt attempt : attempts(scene, attack)) {
                ScoredMarket attacked = attacked(scene, attempt);
                assertThat(attacked.trained().refused()).hasSize(copied);
                for (String rule : RULES) {
                    Measurement one = measured(scene, attack, attempt, attacked, Rules.named(rule));
                    assertThat(one.attackPay()).as(rule).isEqualTo(one.honestPay());
                    assertThat(one.victimAttacked()).as(rule).isEqualTo(one.victimHonest());
                    assertThat(one.refused()).isEqualTo(copied);
                }
            }
        }
    }

    @Test
    void copiesInPiecesGiveNoRowAndNobodyIsPaidDifferently() {
        assertThat(attempts(DIGITS, "copy-in-pieces"))
                .as("images have no pieces")
                .isEmpty();
        for (Attempt attempt : attempts(TEXTS, "copy-in-pieces")) {
            ScoredMarket attacked = attacked(TEXTS, attempt);
            for (String rule : RULES) {
                Measurement one = measured(TEXTS, "copy-in-pieces", attempt, attacked, Rules.named(rule));
                assertThat(one.attackPay()).as(attempt.variant() + rule).isEqualTo(one.honestPay());
                assertThat(one.victimAttacked()).as(attempt.variant() + rule).isEqualTo(one.victimHonest());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wash-inference", "griefing", "self-dealing-host"})
    void paidQuestionsOfOnesOwnMoveNobodysPayWhereTheHeldOutSetDecidesWhoMayEarn(String attack) {
        Attempt attempt = attempts(DIGITS, attack).get(0);
        ScoredMarket attacked = attacked(DIGITS, attempt);
        assertThat(attempt.market().receipts())
                .hasSizeGreaterThan(DIGITS.market().receipts().size());
        for (String rule : RULES) {
            Measurement one = measured(DIGITS, attack, attempt, attacked, Rules.named(rule));
            assertThat(one.attackPay()).as(rule).isEqualTo(one.honestPay());
            assertThat(one.victimAttacked()).as(rule).isEqualTo(one.victimHonest());
            assertThat(one.spent()).as(rule).isPositive();
        }
    }

    @Test
    void paidQuestionsMoveOtherPeoplesPayWhereTheyDecideWhoMayEarn() {
        Attempt attempt = attempts(DIGITS, "wash-inference").get(0);
        Measurement one =
                measured(DIGITS, "wash-inference", attempt, attacked(DIGITS, attempt), Rules.named("epoch-net/v0"));
        assertThat(one.attackPay()).isNotEqualTo(one.honestPay());
    }

    @Test
    void whatAnAttackerSpendsIsHisFeesLessWhatComesBack() {
        Attempt attempt = attempts(DIGITS, "self-dealing-host").get(0);
        ScoredMarket attacked = attacked(DIGITS, attempt);
        RuleUnderTest rule = Rules.named("rows/v1");
        Epoch after = Epoch.of(attacked, rule);
        BigInteger want = BigInteger.ZERO;
        for (int q = 0; q < after.receipts().size(); q++) {
            Receipt receipt = after.receipts().get(q);
            if (receipt.caller().equals("c00")) {
                BigInteger kept = after.splits().get(q).shares().stream()
                        .filter(share -> !Set.of("c00", "attackers-host").contains(share.payee()))
                        .map(share -> BigInteger.valueOf(share.share()))
                        .reduce(BigInteger.valueOf(after.splits().get(q).undistributed()), BigInteger::add);
                want = want.add(kept.multiply(BigInteger.valueOf(receipt.feeMicros())));
            }
        }
        assertThat(measured(DIGITS, "self-dealing-host", attempt, attacked, rule)
                        .spent())
                .isEqualTo(want);
    }

    @Test
    void everyFeeIsSplitWithoutRest() {
        for (String rule : List.of("rows/v1", "bundles/v1", "naive/v0", "epoch-net/v0")) {
            Epoch epoch = Epoch.of(DIGITS.honest(), Rules.named(rule));
            epoch.splits().forEach(split -> {
                long sum = split.undistributed();
                for (Share share : split.shares()) {
                    sum = Math.addExact(sum, share.share());
                }
                assertThat(sum).as(rule).isEqualTo(1L << 62);
            });
        }
    }

    @Test
    void theGainIsThatOfTheRawPayouts() {
        Attempt attempt = attempts(DIGITS, "padding").get(1);
        ScoredMarket attacked = attacked(DIGITS, attempt);
        for (String name : RULES) {
            RuleUnderTest rule = Rules.named(name);
            BigDecimal before = raw(DIGITS.honest(), rule, Set.of("c00"));
            BigDecimal after = raw(attacked, rule, Set.of("c00", "c00-alias-2"));
            assertThat(measured(DIGITS, "padding", attempt, attacked, rule).gain())
                    .as(name)
                    .isCloseTo(
                            after.divide(before, MathContext.DECIMAL64).doubleValue(),
                            org.assertj.core.data.Offset.offset(1e-9));
        }
    }

    /** Σ fee · 7/10 · w / Σ w, from the weights alone. */
    private static BigDecimal raw(ScoredMarket market, RuleUnderTest rule, Set<String> payees) {
        PayWeights weights = rule.weights(market);
        BigDecimal pay = BigDecimal.ZERO;
        List<Receipt> receipts = market.trained().market().receipts();
        for (int q = 0; q < receipts.size(); q++) {
            BigInteger all = BigInteger.ZERO;
            BigInteger own = BigInteger.ZERO;
            for (int u = 0; u < market.contributors().size(); u++) {
                all = all.add(weights.at(q, u));
                own = own.add(payees.contains(market.contributors().get(u)) ? weights.at(q, u) : BigInteger.ZERO);
            }
            if (all.signum() > 0) {
                pay = pay.add(new BigDecimal(own)
                        .multiply(new BigDecimal("0.7"))
                        .multiply(BigDecimal.valueOf(receipts.get(q).feeMicros()))
                        .divide(new BigDecimal(all), MathContext.DECIMAL128));
            }
        }
        return pay;
    }

    @Test
    void cuttingTextsInOrderGivesTheSameRowsAndTheSamePay() {
        List<Attempt> attempts = attempts(TEXTS, "re-chunking");
        assertThat(attempts)
                .extracting(Attempt::variant)
                .containsExactly("2 pieces in order", "2 pieces shuffled", "8 pieces in order", "8 pieces shuffled");
        for (Attempt attempt : List.of(attempts.get(0), attempts.get(2))) {
            Measurement one = measured(TEXTS, "re-chunking", attempt, attacked(TEXTS, attempt), Rules.named("rows/v1"));
            assertThat(one.attackPay()).as(attempt.variant()).isEqualTo(one.honestPay());
        }
        assertThat(attempts(DIGITS, "re-chunking")).isEmpty();
    }

    @Test
    void aQuestionHandedInAsItIsAskedEarnsNothingFromThatQuestionUnderBundles() {
        Attempt attempt = attempts(TEXTS, "memorisation-bait").get(0);
        ScoredMarket attacked = attacked(TEXTS, attempt);
        int repeated = 0;
        for (int i = 0; i < attacked.rows(); i++) {
            for (int q = 0; q < attacked.questions(); q++) {
                repeated += attacked.repeats(i, q) ? 1 : 0;
            }
        }
        // His twelve texts are the twelve known questions; the joined cut keeps those whole whose label stands alone in
        // order.
        assertThat(repeated).isPositive().isLessThanOrEqualTo(12 * 2);
    }

    @Test
    void whoSaysMuchTheSameAgainKeepsHisRowsThoughSomebodyCopiedHimInBetween() {
        assertThat(attempts(DIGITS, "said-again")).as("images are not said").isEmpty();
        for (Attempt attempt : attempts(TEXTS, "said-again")) {
            List<TrainingItem> before = rowsOfVictim(attempt.before().orElseThrow());
            assertThat(before).hasSize(12);
            assertThat(rowsOfVictim(attempt.market())).as(attempt.variant()).isEqualTo(before);
        }
    }

    private static List<TrainingItem> rowsOfVictim(Market market) {
        return Intake.of(market.submissions(), DuplicateRule.platform(), 60).items().stream()
                .filter(item -> item.contributor().equals("c01"))
                .toList();
    }

    @Test
    void attacksChangeWhatTheySay() {
        List<Example> honest = DIGITS.market().examples("c00");
        List<Example> flipped = attempts(DIGITS, "label-flip").get(2).market().examples("c00");
        for (int i = 0; i < honest.size(); i++) {
            assertThat(flipped.get(i))
                    .isEqualTo(honest.get(i).labelled((honest.get(i).label() + 1) % 10));
        }
        for (Attempt attempt : attempts(DIGITS, "adversarial-labels")) {
            List<Example> wrong = attempt.market().examples("c00");
            for (int i = 0; i < honest.size(); i++) {
                assertThat(wrong.get(i).content()).isEqualTo(honest.get(i).content());
                assertThat(wrong.get(i).label()).isNotEqualTo(honest.get(i).label());
            }
        }
        assertThat(attempts(DIGITS, "padding").get(0).market().examples("c00")).hasSize(2 * honest.size());
        assertThat(attempts(DIGITS, "padding").get(1).market().examples("c00-alias-2"))
                .hasSameSizeAs(honest);
        for (Attempt attempt : attempts(DIGITS, "identity-split")) {
            List<Example> together = new ArrayList<>();
            attempt.identities()
                    .forEach(name -> together.addAll(attempt.market().examples(name)));
            assertThat(together).containsExactlyInAnyOrderElementsOf(honest);
        }
        List<Example> owned = new ArrayList<>(honest);
        owned.addAll(DIGITS.reserves().get("c00"));
        for (Attempt attempt : attempts(DIGITS, "best-paid-rows")) {
            assertThat(attempt.market().examples("c00"))
                    .as(attempt.variant())
                    .hasSameSizeAs(honest)
                    .isSubsetOf(owned)
                    .isNotEqualTo(honest);
        }
    }

    @Test
    void everyAttackLeavesOtherPeoplesSubmissionsAndTheHonestQuestionsAsTheyAre() {
        for (Scene scene : List.of(DIGITS, TEXTS)) {
            for (Attack attack : Attacks.all()) {
                for (Attempt attempt : attempts(scene, attack.name())) {
                    String label = attack.name() + " " + attempt.variant();
                    Market before = attempt.before().orElse(scene.market());
                    for (String other : scene.market().contributors()) {
                        if (!scene.attackers().contains(other)) {
                            assertThat(attempt.market().examples(other))
                                    .as(label)
                                    .isEqualTo(before.examples(other));
                        }
                    }
                    List<Receipt> others = attempt.market().receipts().stream()
                            .filter(receipt -> !attempt.identities().contains(receipt.caller()))
                            .toList();
                    assertThat(others).as(label).isEqualTo(scene.market().receipts());
                    assertThat(attempt.market()).as(label).isNotEqualTo(scene.market());
                }
            }
        }
    }

    @Test
    void aClimberIsPaidForTheBestMixtureAtLeastWhatHeIsPaidForAPureOne() {
        Attempt climbed = attempts(DIGITS, "adaptive-mix").get(0);
        RuleUnderTest rule = Rules.named("bundles/v4");
        Attempt chosen = attempts(DIGITS, "best-paid-rows").get(1);
        assertThat(Epoch.of(attacked(DIGITS, climbed), rule)
                        .earned(climbed.identities(), "data", DIGITS.known()::contains))
                .isGreaterThanOrEqualTo(Epoch.of(attacked(DIGITS, chosen), rule)
                        .earned(chosen.identities(), "data", DIGITS.known()::contains));
    }

    @Test
    void anAttackIsTheSameForTheSameSeed() {
        Map<String, Market> first = new HashMap<>();
        for (int round = 0; round < 2; round++) {
            for (Attack attack : Attacks.all()) {
                for (Attempt attempt : attempts(TEXTS, attack.name())) {
                    Market before = first.putIfAbsent(attack.name() + attempt.variant(), attempt.market());
                    assertThat(before == null ? attempt.market() : before).isEqualTo(attempt.market());
                }
            }
        }
    }

    @Test
    void namesAreUniqueAndAnUnknownOneIsOneSentence() {
        assertThat(Attacks.all())
                .extracting(Attack::name)
                .doesNotHaveDuplicates()
                .hasSize(26);
        assertThatThrownBy(() -> Attacks.named("theft"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("attack is 'theft', want one of exact-copy, copy-in-pieces, near-copy");
        assertThatThrownBy(() -> Rules.named("all"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "pay rule is 'all', want one of rows/v1, bundles/v1, bundles/v2, bundles/v3, bundles/v4, bundles/v1+limit2, ");
    }

    private static List<Attempt> attempts(Scene scene, String attack) {
        return Attacks.named(attack).attempts(scene, new Random(9));
    }

    private static ScoredMarket attacked(Scene scene, Attempt attempt) {
        return ScoredMarket.of(scene.honest().trained().near(attempt.market(), SmallMarkets.RULE), SmallMarkets.RULE);
    }

    private static Measurement measured(
            Scene scene, String attack, Attempt attempt, ScoredMarket attacked, RuleUnderTest rule) {
        return Measurement.of(
                scene, attack, attempt, attacked, Epoch.of(scene.honest(), rule), Epoch.of(attacked, rule), rule.id());
    }
}
