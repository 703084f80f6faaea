// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Deals his records to several identities. */
final class IdentitySplit implements Attack {
    @Override
    public String name() {
        return "identity-split";
    }

    @Override
    public String description() {
        return "deals his records at random to 2, 5 or 50 identities";
    }

    @Override
    public Bound bound() {
        return Bound.gain(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        List<Attempt> attempts = new ArrayList<>();
        for (int parts : new int[] {2, 5, 50}) {
            Set<String> identities = new TreeSet<>(scene.attackers());
            Market market = scene.market();
            for (String attacker : scene.attackers()) {
                for (int part = 1; part < parts; part++) {
                    identities.add(Scene.alias(attacker, part + 1));
                }
                market = market.changing(attacker, submission -> {
                    int part = random.nextInt(parts);
                    String name = part == 0 ? attacker : Scene.alias(attacker, part + 1);
                    return submission.by(name);
                });
            }
            attempts.add(new Attempt(parts + " identities", market, identities));
        }
        return attempts;
    }
}
