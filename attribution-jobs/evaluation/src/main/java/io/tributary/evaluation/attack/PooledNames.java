// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.List;
import java.util.Random;
import java.util.Set;

/** A coalition hands everything in under one name, where a rule pays much from one hand better than little from many. */
final class PooledNames implements Attack {
    @Override
    public String name() {
        return "pooled-names";
    }

    @Override
    public String description() {
        return "a coalition's records under one name (coalitions only)";
    }

    @Override
    public Bound bound() {
        return Bound.gain(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        if (scene.attackers().size() == 1) {
            return List.of();
        }
        String name = scene.attackers().get(0);
        Market market = scene.market();
        for (String attacker : scene.attackers()) {
            market = market.changing(attacker, submission -> submission.by(name));
        }
        return List.of(new Attempt("one name", market, Set.copyOf(scene.attackers())));
    }
}
