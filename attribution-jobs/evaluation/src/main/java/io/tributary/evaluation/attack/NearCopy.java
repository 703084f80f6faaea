// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Hands in the victim's records with small changes, as many as the duplicate rule may let through. */
final class NearCopy implements Attack {
    @Override
    public String name() {
        return "near-copy";
    }

    @Override
    public String description() {
        return "hands in the victim's records with 5, 10, 30 or 50 % of tokens or pixels changed; images also with 70 %, with noise on "
                + "every pixel, and paler";
    }

    @Override
    public Bound bound() {
        return Bound.copying(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        Edits edits = new Edits(scene.market().examples(scene.attackers().get(0)), random);
        List<Attempt> attempts = new ArrayList<>();
        for (int percent : new int[] {5, 10, 30, 50}) {
            attempts.add(copying(scene, percent + " % changed", content -> edits.changed(content, percent)));
        }
        if (scene.market().submissions().get(0).example().content() instanceof Content.Pixels) {
            attempts.addAll(byWhoKnowsTheFilter(scene, edits));
        }
        return attempts;
    }

    /** What {@link PixelPrint} forgives, and a little more. */
    private static List<Attempt> byWhoKnowsTheFilter(Scene scene, Edits edits) {
        List<Attempt> attempts = new ArrayList<>();
        attempts.add(copying(scene, "70 % changed", content -> edits.changed(content, 70)));
        for (int sixteenths : new int[] {2, 3, 4}) {
            attempts.add(copying(
                    scene,
                    "noise of " + sixteenths + "/16",
                    content -> edits.noisy((Content.Pixels) content, sixteenths)));
        }
        for (int quarters : new int[] {3, 2}) {
            attempts.add(copying(
                    scene, quarters + "/4 as dark", content -> Edits.paler((Content.Pixels) content, quarters)));
        }
        attempts.add(copying(
                scene,
                "3/4 as dark, noise of 2/16",
                content -> edits.noisy((Content.Pixels) Edits.paler((Content.Pixels) content, 3), 2)));
        return attempts;
    }

    private static Attempt copying(Scene scene, String variant, UnaryOperator<Content> change) {
        return Identities.adding(
                        scene,
                        variant + ", ",
                        attacker -> Identities.ofVictim(scene, attacker).stream()
                                .map(example -> new Example(change.apply(example.content()), example.label()))
                                .toList())
                .get(1);
    }
}
