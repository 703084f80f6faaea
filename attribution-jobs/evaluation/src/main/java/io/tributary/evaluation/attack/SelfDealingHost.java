// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Runs a host of his own and asks it about his own records, so that the host's part of the fee returns to him too. */
final class SelfDealingHost implements Attack {
    private static final String HOST = "attackers-host";

    @Override
    public String name() {
        return "self-dealing-host";
    }

    @Override
    public String description() {
        return "asks his own host about his own records, and takes the host's part of the fee too";
    }

    @Override
    public Bound bound() {
        return Bound.gain(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        long fee = scene.market().receipts().get(0).feeMicros();
        List<Receipt> asked = new ArrayList<>();
        for (String attacker : scene.attackers()) {
            for (Example example : scene.market().examples(attacker)) {
                asked.add(new Receipt(example.content(), example.label(), fee, attacker, HOST));
            }
        }
        Set<String> identities = new TreeSet<>(scene.attackers());
        identities.add(HOST);
        return List.of(new Attempt("own host", scene.market().asking(asked), identities));
    }
}
