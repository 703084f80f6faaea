// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.Dictionary;
import io.tributary.influence.DocumentFrequencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Keeps of the victim's texts what a model reads, and puts rare words in the place of everything else. */
final class FilledCopy implements Attack {
    @Override
    public String name() {
        return "filled-copy";
    }

    @Override
    public String description() {
        return "hands in the victim's texts with all tokens outside the dictionary replaced by rare ones, and none or 30 % of the others "
                + "changed (texts only)";
    }

    @Override
    public Bound bound() {
        return Bound.copying(1.05);
    }

    @Override
    public List<Attempt> attempts(Scene scene, Random random) {
        List<Attempt> attempts = new ArrayList<>();
        scene.honest().trained().dictionary().ifPresent(dictionary -> {
            List<String> rare = rare(scene, dictionary);
            Edits edits = new Edits(scene.market().examples(scene.attackers().get(0)), random);
            for (int percent : new int[] {0, 30}) {
                attempts.addAll(Identities.adding(
                        scene,
                        percent + " % changed, ",
                        attacker -> Identities.ofVictim(scene, attacker).stream()
                                .map(example -> new Example(
                                        edits.changed(filled(example.content(), dictionary, rare, random), percent),
                                        example.label()))
                                .toList()));
            }
        });
        return attempts;
    }

    /** The rarer half of the words outside the dictionary. */
    private static List<String> rare(Scene scene, Dictionary dictionary) {
        DocumentFrequencies frequencies = new DocumentFrequencies();
        scene.market()
                .submissions()
                .forEach(submission ->
                        frequencies.add(((Content.Words) submission.example().content()).tokens()));
        List<String> words = frequencies.counts().entrySet().stream()
                .filter(count -> dictionary.position(count.getKey()).isEmpty())
                .sorted(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        return words.subList(0, (words.size() + 1) / 2);
    }

    private static Content filled(Content content, Dictionary dictionary, List<String> rare, Random random) {
        List<String> tokens = new ArrayList<>();
        for (String token : ((Content.Words) content).tokens()) {
            boolean read = dictionary.position(token).isPresent();
            tokens.add(read ? token : rare.get(random.nextInt(rare.size())));
        }
        return new Content.Words(tokens);
    }
}
