// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.List;
import java.util.Random;

/** Knows the held-out set before he submits, which the commitment is there to prevent. */
final class LeakedHeldOut implements Attack {
    @Override
    public String name() {
        return "leaked-held-out";
    }

    @Override
    public String description() {
        return "knows the sealed held-out set: submits his records that help it most, or its own items reworded";
    }

    @Override
    public Bound bound() {
        return Bound.none();
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        Choice choice = Choice.byHeldOut(scene);
        Edits edits = new Edits(scene.market().examples(scene.attackers().get(0)), random);
        int attackers = scene.attackers().size();
        return List.of(
                Identities.replacing(scene, "best third", choice::best),
                Identities.replacing(scene, "items reworded", attacker -> {
                    int count = scene.market().examples(attacker).size();
                    int first = scene.attackers().indexOf(attacker);
                    List<Example> items = scene.market().heldOut();
                    return java.util.stream.IntStream.range(0, count)
                            .mapToObj(k -> items.get((first + k * attackers) % items.size()))
                            .map(item -> new Example(edits.changed(item.content(), 20), item.label()))
                            .toList();
                }));
    }
}
