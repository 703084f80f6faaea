// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.List;
import java.util.Random;

/** Adds extreme records, which would have large scores if nothing capped them. */
final class OutlierBait implements Attack {
    private static final int RECORDS = 10;

    @Override
    public String name() {
        return "outlier-bait";
    }

    @Override
    public String description() {
        return "adds 10 extreme records: images in loud black and white, texts of a few tokens over and over";
    }

    @Override
    public Bound bound() {
        return Bound.gain(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        return Identities.adding(scene, "", attacker -> {
            List<Example> own = scene.market().examples(attacker);
            Edits edits = new Edits(own, random);
            return own.stream()
                    .limit(RECORDS)
                    .map(example -> new Example(edits.extreme(example.content()), example.label()))
                    .toList();
        });
    }
}
