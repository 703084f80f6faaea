// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Submits the questions that he knows will be asked, with the answers that the model gives. */
final class MemorisationBait implements Attack {
    @Override
    public String name() {
        return "memorisation-bait";
    }

    @Override
    public String description() {
        return "replaces his records with known questions and their answers: as asked, 20 or 50 % changed, paraphrased";
    }

    @Override
    public Bound bound() {
        return Bound.gain(1.25);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        Edits edits = new Edits(scene.market().examples(scene.attackers().get(0)), random);
        List<Attempt> attempts = new ArrayList<>();
        attempts.add(bait(scene, "as asked", content -> content));
        attempts.add(bait(scene, "20 % changed", content -> edits.changed(content, 20)));
        attempts.add(bait(scene, "50 % changed", content -> edits.changed(content, 50)));
        attempts.add(bait(scene, "paraphrased", edits::paraphrased));
        return attempts;
    }

    private static Attempt bait(Scene scene, String variant, UnaryOperator<Content> disguise) {
        int attackers = scene.attackers().size();
        return Identities.replacing(scene, variant, attacker -> {
            List<Example> own = new ArrayList<>(scene.market().examples(attacker));
            // A coalition shares the questions out.
            int next = 0;
            for (int q = scene.attackers().indexOf(attacker);
                    q < scene.known().size() && next < own.size();
                    q += attackers) {
                Content question = scene.known().get(q).question();
                own.set(
                        next++,
                        new Example(
                                disguise.apply(question),
                                scene.honest().trained().answer(question)));
            }
            return own;
        });
    }
}
