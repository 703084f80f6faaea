// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * Copies somebody who says much the same again later, so that he is taken for a copier of the copy. The market without the attack is one in
 * which the victim's later records are his earlier ones with some words changed.
 */
final class SaidAgain implements Attack {
    private static final int CHANGED_PERCENT = 30;
    private static final int HALF_PERCENT = 50;

    @Override
    public String name() {
        return "said-again";
    }

    @Override
    public String description() {
        return "copies the first half of the victim's records, whose second half says much the same again later (texts only)";
    }

    @Override
    public Bound bound() {
        return Bound.copying(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        if (!(scene.market().submissions().get(0).example().content() instanceof Content.Words)) {
            return List.of();
        }
        Edits edits = new Edits(scene.market().examples(scene.attackers().get(0)), random);
        Market before = scene.market();
        for (String victim : scene.victims()) {
            before = before.replacing(victim, saidAgain(before.examples(victim), edits));
        }
        Market honest = before;
        List<Attempt> attempts = new ArrayList<>();
        attempts.add(attempt(scene, honest, "in another order", edits::paraphrased));
        attempts.add(attempt(
                scene,
                honest,
                "half of it changed",
                content -> edits.paraphrased(edits.changed(content, HALF_PERCENT))));
        attempts.add(attempt(
                scene,
                honest,
                "among as many other words",
                content -> edits.paraphrased(joined(content, edits.junk()))));
        return attempts;
    }

    private static List<Example> saidAgain(List<Example> records, Edits edits) {
        int half = records.size() / 2;
        List<Example> again = new ArrayList<>(records);
        for (int k = 0; k < half; k++) {
            Example first = records.get(k);
            again.set(half + k, new Example(edits.changed(first.content(), CHANGED_PERCENT), first.label()));
        }
        return again;
    }

    private static Attempt attempt(Scene scene, Market honest, String variant, Function<Content, Content> copy) {
        Market market = honest;
        Set<String> identities = new HashSet<>(scene.attackers());
        for (String attacker : scene.attackers()) {
            String alias = Scene.alias(attacker, 2);
            identities.add(alias);
            List<Example> first = Identities.ofVictim(scene, attacker);
            int half = first.size() / 2;
            String victim = scene.victims().get(scene.attackers().indexOf(attacker));
            List<Example> copies = first.subList(0, half).stream()
                    .map(example -> new Example(copy.apply(example.content()), example.label()))
                    .toList();
            market = market.inserting(place(market, victim, half), alias, copies);
        }
        return new Attempt(variant, market, identities, Optional.of(honest));
    }

    /** Where the victim's record number {@code nth} stands in the log. */
    private static int place(Market market, String victim, int nth) {
        int seen = 0;
        for (int at = 0; at < market.submissions().size(); at++) {
            if (market.submissions().get(at).contributor().equals(victim) && seen++ == nth) {
                return at;
            }
        }
        return market.submissions().size();
    }

    private static Content joined(Content copy, Content more) {
        List<String> tokens = new ArrayList<>(((Content.Words) copy).tokens());
        tokens.addAll(((Content.Words) more).tokens());
        return new Content.Words(tokens);
    }
}
