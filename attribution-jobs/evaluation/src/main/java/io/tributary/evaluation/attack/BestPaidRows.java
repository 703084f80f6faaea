// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Holds three times the records and submits those that would have been paid best for the questions he knows. */
final class BestPaidRows implements Attack {
    @Override
    public String name() {
        return "best-paid-rows";
    }

    @Override
    public String description() {
        return "submits the third of his genuine records that earns most on the known questions";
    }

    @Override
    public Bound bound() {
        return Bound.gain(1.25);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        Choice choice = Choice.byPay(scene);
        Choice cut = Choice.byCutScores(scene);
        List<Attempt> attempts = new ArrayList<>(List.of(
                Identities.replacing(scene, "best third", choice::best),
                Identities.replacing(scene, "best by cut scores", cut::best)));
        attempts.add(Identities.replacing(scene, "best set by swaps", new SwappedChoice(scene)::best));
        return attempts;
    }
}
