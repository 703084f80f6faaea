// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Hands in the victim's records with small changes, as many as the duplicate rule may let through. */
final class NearCopy implements Attack {
    @Override
    public String name() {
        return "near-copy";
    }

    @Override
    public String description() {
        return "hands in the victim's records with 5, 10, 30 or 50 % of tokens or pixels changed";
    }

    @Override
    public Bound bound() {
        return Bound.copying(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        Edits edits = new Edits(scene.market().examples(scene.attackers().get(0)), random);
        List<Attempt> attempts = new ArrayList<>();
        for (int percent : new int[] {5, 10, 30, 50}) {
            attempts.add(Identities.adding(
                            scene,
                            percent + " % changed, ",
                            attacker -> Identities.ofVictim(scene, attacker).stream()
                                    .map(example ->
                                            new Example(edits.changed(example.content(), percent), example.label()))
                                    .toList())
                    .get(1));
        }
        return attempts;
    }
}
