// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Hands in his records under two names: those that do best on the questions he knows, and the others, so that these spoil nothing. */
final class IdentitySort implements Attack {
    @Override
    public String name() {
        return "identity-sort";
    }

    @Override
    public String description() {
        return "keeps the records that do best on the known questions under a name of their own";
    }

    @Override
    public Bound bound() {
        return Bound.gain(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        return List.of(sorted(scene, "best half apart", 2), sorted(scene, "best quarter apart", 4));
    }

    private static Attempt sorted(Scene scene, String variant, int parts) {
        Set<String> identities = new TreeSet<>(scene.attackers());
        Market market = scene.market();
        for (String attacker : scene.attackers()) {
            Set<Content> best = best(scene, attacker, parts);
            String second = Scene.alias(attacker, 2);
            identities.add(second);
            market = market.changing(
                    attacker,
                    submission ->
                            submission.by(best.contains(submission.example().content()) ? second : attacker));
        }
        return new Attempt(variant, market, identities);
    }

    private static Set<Content> best(Scene scene, String attacker, int parts) {
        List<Integer> ranked = Choice.ranked(scene.honest(), attacker, Choice.cutScores(scene));
        return ranked.subList(0, ranked.size() / parts).stream()
                .map(row -> scene.honest().trained().items().get(row).example().content())
                .collect(Collectors.toSet());
    }
}
