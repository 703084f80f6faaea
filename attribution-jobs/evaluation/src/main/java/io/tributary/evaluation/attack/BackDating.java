// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Copies the victim's records and claims to have had them first. */
final class BackDating implements Attack {
    private static final long EARLIER_MILLIS = -1_000_000_000L;

    @Override
    public String name() {
        return "back-dating";
    }

    @Override
    public String description() {
        return "copies the victim's records and claims an earlier time";
    }

    @Override
    public Bound bound() {
        return Bound.copying(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        List<Submission> submissions = new ArrayList<>(scene.market().submissions());
        for (String attacker : scene.attackers()) {
            Identities.ofVictim(scene, attacker)
                    .forEach(example -> submissions.add(new Submission(attacker, example, EARLIER_MILLIS)));
        }
        Market honest = scene.market();
        Market market = new Market(honest.subject(), submissions, honest.heldOut(), honest.receipts());
        return List.of(new Attempt("copies", market, Set.copyOf(scene.attackers())));
    }
}
