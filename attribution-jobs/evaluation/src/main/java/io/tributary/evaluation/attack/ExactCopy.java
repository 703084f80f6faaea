// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.List;
import java.util.Random;

/** Hands in the victim's records again. */
final class ExactCopy implements Attack {
    @Override
    public String name() {
        return "exact-copy";
    }

    @Override
    public String description() {
        return "hands in all of the victim's records again";
    }

    @Override
    public Bound bound() {
        return Bound.copying(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        return Identities.adding(scene, "", attacker -> Identities.ofVictim(scene, attacker));
    }
}
