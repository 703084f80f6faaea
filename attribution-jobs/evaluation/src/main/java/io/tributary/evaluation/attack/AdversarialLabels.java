// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.List;
import java.util.Random;

/** Gives each record the wrong class that the model finds most plausible, or least. */
final class AdversarialLabels implements Attack {
    @Override
    public String name() {
        return "adversarial-labels";
    }

    @Override
    public String description() {
        return "gives each record the wrong class that the model finds most, or least, plausible";
    }

    @Override
    public Bound bound() {
        return Bound.gain(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        int last = scene.market().subject().classes() - 1;
        return List.of(
                Identities.changing(
                        scene, "most plausible", (attacker, example) -> example.labelled(wrong(scene, example, 0))),
                Identities.changing(
                        scene,
                        "least plausible",
                        (attacker, example) -> example.labelled(wrong(scene, example, last - 1))));
    }

    /** The wrong class of this rank among the wrong ones. */
    private static int wrong(Scene scene, Example example, int rank) {
        return scene.honest().trained().ranking(example.content()).stream()
                .filter(label -> label != example.label())
                .skip(rank)
                .findFirst()
                .orElseThrow();
    }
}
