// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Labels his records systematically wrong: every class becomes the next one. */
final class LabelFlip implements Attack {
    @Override
    public String name() {
        return "label-flip";
    }

    @Override
    public String description() {
        return "labels 10, 30 or 100 % of his records with the next class";
    }

    @Override
    public Bound bound() {
        return Bound.gain(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        int classes = scene.market().subject().classes();
        List<Attempt> attempts = new ArrayList<>();
        for (int percent : new int[] {10, 30, 100}) {
            attempts.add(Identities.replacing(scene, percent + " %", attacker -> {
                List<Example> examples = new ArrayList<>(scene.market().examples(attacker));
                List<Integer> places = new ArrayList<>();
                for (int at = 0; at < examples.size(); at++) {
                    places.add(at);
                }
                Collections.shuffle(places, random);
                for (int at : places.subList(0, examples.size() * percent / 100)) {
                    Example example = examples.get(at);
                    examples.set(at, example.labelled((example.label() + 1) % classes));
                }
                return examples;
            }));
        }
        return attempts;
    }
}
