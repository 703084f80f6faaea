// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Mixes simple attacks and climbs: he trains a market for each mixture that he tries, pays it by {@code bundles/v4}, and goes on from the
 * one that paid him most on the questions he knows. He tries {@value #TRIALS}; the best one is what is measured, by every rule.
 */
final class AdaptiveMix implements Attack {
    private static final int TRIALS = 10;
    private static final int QUARTERS = 4;
    private static final String RULE = "bundles/v4";

    /** What is mixed, each in quarters of what the attacker submits honestly. */
    private enum Part {
        /** His records exchanged for the best of all that he holds, by cut scores. */
        CHOSEN,
        /** His records exchanged for known questions, a fifth changed, with the model's answers. */
        BAIT,
        /** The victim's records under a second name, changed as the filter forgives least of all that it forgives. */
        COPIED,
        /** Junk under the second name, with the label in demand. */
        JUNK
    }

    @Override
    public String name() {
        return "adaptive-mix";
    }

    @Override
    public String description() {
        return "tries " + TRIALS
                + " mixtures of chosen records, known questions, changed copies and junk, and keeps what pays him best";
    }

    @Override
    public Bound bound() {
        return Bound.none();
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        long seed = random.nextLong();
        Choice choice = Choice.byCutScores(scene);
        PairTest duplicates = DuplicateRule.platform();
        int[] best = new int[Part.values().length];
        double most = Double.NEGATIVE_INFINITY;
        for (int trial = 0; trial < TRIALS; trial++) {
            int[] tried = best.clone();
            if (trial < tried.length) {
                tried[trial] = QUARTERS;
            } else {
                int part = random.nextInt(tried.length);
                tried[part] = (tried[part] + 1 + random.nextInt(QUARTERS)) % (QUARTERS + 1);
            }
            double pay = pay(scene, market(scene, choice, tried, seed), duplicates);
            if (pay > most) {
                most = pay;
                best = tried;
            }
        }
        return List.of(
                new Attempt("best of " + TRIALS + " mixtures", market(scene, choice, best, seed), identities(scene)));
    }

    private static double pay(Scene scene, Market market, PairTest duplicates) {
        ScoredMarket scored = ScoredMarket.of(scene.honest().trained().near(market, duplicates), duplicates);
        Set<Receipt> known = new HashSet<>(scene.known());
        return Epoch.of(scored, Rules.named(RULE))
                .earned(identities(scene), "data", known::contains)
                .doubleValue();
    }

    private static Set<String> identities(Scene scene) {
        Set<String> identities = new TreeSet<>(scene.attackers());
        scene.attackers().forEach(attacker -> identities.add(Scene.alias(attacker, 2)));
        return identities;
    }

    /** The same mixture is always the same market. */
    private static Market market(Scene scene, Choice choice, int[] mixture, long seed) {
        Random random = new Random(seed);
        Market market = scene.market();
        for (String attacker : scene.attackers()) {
            List<Example> own = market.examples(attacker);
            Edits edits = new Edits(own, random);
            int[] counts = Arrays.stream(mixture)
                    .map(part -> part * own.size() / QUARTERS)
                    .toArray();
            List<Example> kept = new ArrayList<>(choice.best(attacker).subList(0, counts[Part.CHOSEN.ordinal()]));
            own.stream().filter(example -> !kept.contains(example)).forEach(kept::add);
            List<Example> first = new ArrayList<>(kept.subList(0, own.size()));
            bait(scene, edits, counts[Part.BAIT.ordinal()], first);
            List<Example> second = new ArrayList<>();
            for (Example example : Identities.ofVictim(scene, attacker).subList(0, counts[Part.COPIED.ordinal()])) {
                second.add(new Example(changed(edits, example.content()), example.label()));
            }
            for (int k = 0; k < counts[Part.JUNK.ordinal()]; k++) {
                second.add(new Example(edits.junk(), scene.classInDemand()));
            }
            market = market.replacing(attacker, first).submitting(Scene.alias(attacker, 2), second);
        }
        return market;
    }

    /** Exchanges the last records, which were chosen last, for known questions. */
    private static void bait(Scene scene, Edits edits, int count, List<Example> records) {
        for (int k = 0; k < Math.min(count, scene.known().size()); k++) {
            Content question = scene.known().get(k).question();
            records.set(
                    records.size() - 1 - k,
                    new Example(
                            edits.changed(question, 20),
                            scene.honest().trained().answer(question)));
        }
    }

    private static Content changed(Edits edits, Content content) {
        return content instanceof Content.Pixels image ? edits.noisy(image, 3) : edits.changed(content, 60);
    }
}
