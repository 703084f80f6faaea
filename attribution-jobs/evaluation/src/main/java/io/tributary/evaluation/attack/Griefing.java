// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Asks many cheap questions on which the victim's records do harm, to count against him. */
final class Griefing implements Attack {
    private static final int QUESTIONS = 1000;
    private static final int TARGETS = 40;

    @Override
    public String name() {
        return "griefing";
    }

    @Override
    public String description() {
        return "asks 1000 questions at 1 % of the fee on which the victim's records do most harm";
    }

    @Override
    public Bound bound() {
        return new Bound(1.05, 0.95);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        List<Receipt> asked = new ArrayList<>();
        List<Receipt> receipts = scene.market().receipts();
        for (int place = 0; place < scene.attackers().size(); place++) {
            String victim = scene.victims().get(place);
            List<Integer> worst = new ArrayList<>();
            for (int q = 0; q < receipts.size(); q++) {
                worst.add(q);
            }
            worst.sort(Comparator.comparingDouble(q -> help(scene.honest(), victim, q)));
            for (int k = 0; k < QUESTIONS / scene.attackers().size(); k++) {
                Receipt target = receipts.get(worst.get(k % Math.min(TARGETS, worst.size())));
                asked.add(new Receipt(
                        target.question(),
                        target.truth(),
                        Math.max(1, target.feeMicros() / 100),
                        scene.attackers().get(place),
                        target.host()));
            }
        }
        return List.of(new Attempt("cheap questions", scene.market().asking(asked), Set.copyOf(scene.attackers())));
    }

    private static double help(ScoredMarket market, String contributor, int q) {
        double help = 0;
        for (int i = 0; i < market.rows(); i++) {
            if (market.contributors().get(market.payee(i)).equals(contributor)) {
                help += Math.scalb((double) market.capped(i, q), market.exponent(q));
            }
        }
        return help;
    }
}
