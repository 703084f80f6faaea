// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.List;
import java.util.Random;

/** Says again what the victim said, in a form that no run of tokens gives away. */
final class Paraphrase implements Attack {
    @Override
    public String name() {
        return "paraphrase";
    }

    @Override
    public String description() {
        return "hands in the victim's texts with the tokens in another order, or his images moved by a pixel";
    }

    @Override
    public Bound bound() {
        return Bound.copying(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        Edits edits = new Edits(scene.market().examples(scene.attackers().get(0)), random);
        return Identities.adding(
                scene,
                "",
                attacker -> Identities.ofVictim(scene, attacker).stream()
                        .map(example -> new Example(edits.paraphrased(example.content()), example.label()))
                        .toList());
    }
}
