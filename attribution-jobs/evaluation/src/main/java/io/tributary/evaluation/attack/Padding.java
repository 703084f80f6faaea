// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Doubles what he submits with junk, labelled by chance or with the class in demand. */
final class Padding implements Attack {
    private final boolean demanded;

    private Padding(boolean demanded) {
        this.demanded = demanded;
    }

    /** Junk labelled by chance. */
    static Padding byChance() {
        return new Padding(false);
    }

    /** Junk labelled with the class in demand. */
    static Padding inDemand() {
        return new Padding(true);
    }

    @Override
    public String name() {
        return demanded ? "padding-in-demand" : "padding";
    }

    @Override
    public String description() {
        return "adds as many junk records as he has, labelled " + (demanded ? "with the class in demand" : "by chance");
    }

    @Override
    public Bound bound() {
        return Bound.gain(1.15);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        int classes = scene.market().subject().classes();
        int wanted = scene.classInDemand();
        return Identities.adding(scene, "", attacker -> {
            List<Example> own = scene.market().examples(attacker);
            Edits edits = new Edits(own, random);
            List<Example> junk = new ArrayList<>();
            for (int k = 0; k < own.size(); k++) {
                junk.add(new Example(edits.junk(), demanded ? wanted : random.nextInt(classes)));
            }
            return junk;
        });
    }
}
