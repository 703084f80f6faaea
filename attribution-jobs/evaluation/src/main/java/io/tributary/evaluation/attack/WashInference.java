// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Pays for questions that his own records answer, to look useful. */
final class WashInference implements Attack {
    private static final int QUESTIONS = 50;

    @Override
    public String name() {
        return "wash-inference";
    }

    @Override
    public String description() {
        return "pays for 50 questions about his own records; his pay from others' questions is what counts";
    }

    @Override
    public Bound bound() {
        return Bound.gain(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        Receipt usual = scene.market().receipts().get(0);
        List<Receipt> washed = new ArrayList<>();
        for (String attacker : scene.attackers()) {
            for (Example example : scene.market().examples(attacker)) {
                if (washed.size() < QUESTIONS * scene.attackers().size()) {
                    washed.add(
                            new Receipt(example.content(), example.label(), usual.feeMicros(), attacker, usual.host()));
                }
            }
        }
        return List.of(new Attempt("own questions", scene.market().asking(washed), Set.copyOf(scene.attackers())));
    }
}
