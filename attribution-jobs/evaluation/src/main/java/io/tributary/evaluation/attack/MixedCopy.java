// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Spreads the tokens of several of the victim's texts over each other, so that no passage is one of his. */
final class MixedCopy implements Attack {
    @Override
    public String name() {
        return "mixed-copy";
    }

    @Override
    public String description() {
        return "hands in the victim's texts with the tokens of each 4 or 8 of a class shuffled together (texts only)";
    }

    @Override
    public Bound bound() {
        return Bound.copying(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        List<Attempt> attempts = new ArrayList<>();
        if (scene.market().submissions().get(0).example().content() instanceof Content.Words) {
            for (int texts : new int[] {4, 8}) {
                attempts.addAll(Identities.adding(
                        scene,
                        texts + " texts, ",
                        attacker -> mixed(Identities.ofVictim(scene, attacker), texts, random)));
            }
        }
        return attempts;
    }

    private static List<Example> mixed(List<Example> examples, int texts, Random random) {
        Map<Integer, List<Example>> classes = new TreeMap<>();
        examples.forEach(example -> classes.computeIfAbsent(example.label(), none -> new ArrayList<>())
                .add(example));
        List<Example> mixed = new ArrayList<>();
        classes.forEach((label, own) -> {
            for (int first = 0; first < own.size(); first += texts) {
                List<Example> together = own.subList(first, Math.min(own.size(), first + texts));
                List<String> tokens = new ArrayList<>();
                together.forEach(example -> tokens.addAll(((Content.Words) example.content()).tokens()));
                Collections.shuffle(tokens, random);
                mixed.addAll(Edits.cut(List.of(new Example(new Content.Words(tokens), label)), together.size()));
            }
        });
        return mixed;
    }
}
