// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Cuts his texts into small records, in order or shuffled. */
final class Rechunk implements Attack {
    @Override
    public String name() {
        return "re-chunking";
    }

    @Override
    public String description() {
        return "cuts each text into 2 or 8 records, in order or shuffled (texts only)";
    }

    @Override
    public Bound bound() {
        return Bound.gain(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        if (scene.market().submissions().get(0).example().content() instanceof Content.Pixels) {
            return List.of();
        }
        List<Attempt> attempts = new ArrayList<>();
        for (int pieces : new int[] {2, 8}) {
            attempts.add(Identities.replacing(
                    scene,
                    pieces + " pieces in order",
                    attacker -> Edits.cut(scene.market().examples(attacker), pieces)));
            attempts.add(Identities.replacing(scene, pieces + " pieces shuffled", attacker -> {
                List<Example> shuffled =
                        new ArrayList<>(Edits.cut(scene.market().examples(attacker), pieces));
                Collections.shuffle(shuffled, random);
                return shuffled;
            }));
        }
        return attempts;
    }
}
