// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Submits records that lie between the victim's, so that a rule by clusters would draw the victim's own together. */
final class Bridging implements Attack {
    @Override
    public String name() {
        return "bridging";
    }

    @Override
    public String description() {
        return "adds records that join halves of two of the victim's, to draw his into one duplicate cluster";
    }

    @Override
    public Bound bound() {
        return Bound.copying(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        return Identities.adding(scene, "", attacker -> {
            List<Example> victim = Identities.ofVictim(scene, attacker);
            List<Example> bridges = new ArrayList<>();
            for (int k = 0; k + 1 < victim.size(); k++) {
                bridges.add(new Example(
                        Edits.bridge(victim.get(k).content(), victim.get(k + 1).content()),
                        victim.get(k).label()));
            }
            return bridges;
        });
    }
}
