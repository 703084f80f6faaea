// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.List;
import java.util.Map;

/**
 * The honest world as an attacker finds it.
 *
 * @param seed what everything here was drawn by
 * @param honest the honest market, trained and scored
 * @param attackers who attacks: one identity, or a coalition
 * @param victims whose pay is watched, as many as attackers: what is copied is theirs
 * @param reserves further genuine examples that each attacker holds and does not submit
 * @param knownReceipts how many of the questions, from the first, attackers know beforehand
 */
public record Scene(
        long seed,
        ScoredMarket honest,
        List<String> attackers,
        List<String> victims,
        Map<String, List<Example>> reserves,
        int knownReceipts) {
    /** Copies the collections. */
    public Scene {
        attackers = List.copyOf(attackers);
        victims = List.copyOf(victims);
        reserves = Map.copyOf(reserves);
    }

    /** The honest market. */
    public Market market() {
        return honest.trained().market();
    }

    /** The questions that attackers know. */
    public List<Receipt> known() {
        return market().receipts().subList(0, knownReceipts);
    }

    /** The class that brings most fees among the known questions. */
    public int classInDemand() {
        long[] fees = new long[market().subject().classes()];
        for (Receipt receipt : known()) {
            fees[honest.trained().answer(receipt.question())] += receipt.feeMicros();
        }
        int most = 0;
        for (int c = 1; c < fees.length; c++) {
            most = fees[c] > fees[most] ? c : most;
        }
        return most;
    }

    /** Name of a further identity of an attacker. */
    public static String alias(String attacker, int number) {
        return attacker + "-alias-" + number;
    }
}
