// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Hands in the victim's texts in pieces, too short for a comparison of whole records to see whose they are. */
final class CopyInPieces implements Attack {
    @Override
    public String name() {
        return "copy-in-pieces";
    }

    @Override
    public String description() {
        return "hands in the victim's texts, each cut into 2 or 8 records (texts only)";
    }

    @Override
    public Bound bound() {
        return Bound.copying(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        List<Attempt> attempts = new ArrayList<>();
        if (scene.market().submissions().get(0).example().content() instanceof Content.Words) {
            for (int pieces : new int[] {2, 8}) {
                attempts.addAll(Identities.adding(
                        scene,
                        pieces + " pieces, ",
                        attacker -> Edits.cut(Identities.ofVictim(scene, attacker), pieces)));
            }
        }
        return attempts;
    }
}
