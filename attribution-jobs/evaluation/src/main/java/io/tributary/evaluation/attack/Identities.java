// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The common frames of attacks: rows added under the attacker's own name or a second one, rows changed, rows replaced. */
final class Identities {
    private Identities() {}

    /** Each attacker submits more, once under his own name and once under a second one. */
    static List<Attempt> adding(Scene scene, String variant, Function<String, List<Example>> more) {
        Market own = scene.market();
        Market second = scene.market();
        Set<String> identities = new TreeSet<>(scene.attackers());
        for (String attacker : scene.attackers()) {
            List<Example> examples = more.apply(attacker);
            own = own.submitting(attacker, examples);
            second = second.submitting(Scene.alias(attacker, 2), examples);
            identities.add(Scene.alias(attacker, 2));
        }
        return List.of(
                new Attempt(variant + "own name", own, identities),
                new Attempt(variant + "second name", second, identities));
    }

    /** Each attacker changes what he submits, example by example. */
    static Attempt changing(Scene scene, String variant, BiFunction<String, Example, Example> change) {
        Market market = scene.market();
        for (String attacker : scene.attackers()) {
            List<Example> examples = new ArrayList<>();
            for (Example example : scene.market().examples(attacker)) {
                examples.add(change.apply(attacker, example));
            }
            market = market.replacing(attacker, examples);
        }
        return new Attempt(variant, market, Set.copyOf(scene.attackers()));
    }

    /** Each attacker submits these instead. */
    static Attempt replacing(Scene scene, String variant, Function<String, List<Example>> instead) {
        Market market = scene.market();
        for (String attacker : scene.attackers()) {
            market = market.replacing(attacker, instead.apply(attacker));
        }
        return new Attempt(variant, market, Set.copyOf(scene.attackers()));
    }

    /** What the attacker's victim submitted. */
    static List<Example> ofVictim(Scene scene, String attacker) {
        int place = scene.attackers().indexOf(attacker);
        return scene.market().examples(scene.victims().get(place));
    }
}
