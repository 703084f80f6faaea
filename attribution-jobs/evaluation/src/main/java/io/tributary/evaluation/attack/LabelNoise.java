// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.List;
import java.util.Random;

/** Labels half of his records by chance. */
final class LabelNoise implements Attack {
    @Override
    public String name() {
        return "label-noise";
    }

    @Override
    public String description() {
        return "labels half of his records by chance";
    }

    @Override
    public Bound bound() {
        return Bound.gain(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        int classes = scene.market().subject().classes();
        return List.of(Identities.changing(
                scene,
                "50 %",
                (attacker, example) -> random.nextBoolean() ? example.labelled(random.nextInt(classes)) : example));
    }
}
