// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One attack in one market under one rule: raw payouts before and after, in units of 2^-62 micro-units, exact.
 *
 * @param seed the market
 * @param rule the pay rule's id
 * @param attack the attack's name
 * @param variant how it was carried out
 * @param honestPay what the attackers earn honestly
 * @param attackPay what all of their identities earn from other people's questions under attack
 * @param victimHonest what the victims earn honestly
 * @param victimAttacked what they earn from other people's questions under attack
 * @param spent fees that the attackers paid for questions of their own, less what returned to them
 * @param accuracyHonestPpm right answers on the honest market's questions
 * @param accuracyAttackedPpm right answers on the same questions under attack
 * @param trainable whether the committed trainer ends in a certificate under attack
 * @param refused records that the duplicate rule took out of the attackers' submissions
 */
public record Measurement(
        long seed,
        String rule,
        String attack,
        String variant,
        BigInteger honestPay,
        BigInteger attackPay,
        BigInteger victimHonest,
        BigInteger victimAttacked,
        BigInteger spent,
        long accuracyHonestPpm,
        long accuracyAttackedPpm,
        boolean trainable,
        int refused) {

    /** Measures one attempt. */
    static Measurement of(
            Scene scene,
            String attack,
            Attempt attempt,
            ScoredMarket attacked,
            Epoch honest,
            Epoch after,
            String rule) {
        Set<String> attackers = new HashSet<>(scene.attackers());
        Set<String> victims = new HashSet<>(scene.victims());
        Predicate<Receipt> others = receipt -> !attempt.identities().contains(receipt.caller());
        Predicate<Receipt> own = others.negate();
        BigInteger returned =
                after.earned(attempt.identities(), "data", own).add(after.earned(attempt.identities(), "host", own));
        int refused = (int) attacked.trained().refused().stream()
                .filter(at -> attempt.identities()
                        .contains(attempt.market().submissions().get(at).contributor()))
                .count();
        return new Measurement(
                scene.seed(),
                rule,
                attack,
                attempt.variant(),
                honest.earned(attackers, "data", receipt -> true),
                after.earned(attempt.identities(), "data", others),
                honest.earned(victims, "data", receipt -> true),
                after.earned(victims, "data", others),
                after.fees(own).subtract(returned),
                accuracyPpm(scene.honest().trained(), scene.market()),
                accuracyPpm(attacked.trained(), scene.market()),
                attacked.trained().trainable(),
                refused);
    }

    private static long accuracyPpm(TrainedMarket model, Market market) {
        long right = market.receipts().stream()
                .filter(receipt -> model.answer(receipt.question()) == receipt.truth())
                .count();
        return right * 1_000_000 / market.receipts().size();
    }

    /** Gain of this seed alone. */
    public double gain() {
        return attackPay.doubleValue() / honestPay.doubleValue();
    }
}
