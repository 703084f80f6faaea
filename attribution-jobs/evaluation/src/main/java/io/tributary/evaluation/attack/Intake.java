// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.Dictionary;
import io.tributary.influence.DocumentFrequencies;
import io.tributary.influence.Passage;
import io.tributary.influence.Passages;
import io.tributary.influence.duplicate.FirstUsers;
import io.tributary.influence.duplicate.FirstWords;
import io.tributary.influence.duplicate.PlacedTokens;
import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.influence.duplicate.SaidWindow;
import io.tributary.influence.duplicate.SaidWindows;
import io.tributary.influence.duplicate.WordWeights;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the platform makes of submissions before anything is trained: exact and near duplicates fall out, compared with canonical
 * records only and in the order of the log; then each contributor's texts of one label are joined and cut into passages, and passages that
 * repeat others fall out.
 */
final class Intake {
    private final DuplicateIndex duplicates;
    private final int dictionaryTokens;
    private final List<TrainingItem> items = new ArrayList<>();
    private final List<Integer> refused = new ArrayList<>();
    private final FirstUsers firstUsers = new FirstUsers();
    private final Map<Group, List<Said>> texts = new LinkedHashMap<>();
    private final List<Cut> passages = new ArrayList<>();

    private Intake(PairTest pairTest, int dictionaryTokens) {
        this.duplicates = new DuplicateIndex(pairTest);
        this.dictionaryTokens = dictionaryTokens;
    }

    /** Takes all submissions in. */
    static Intake of(List<Submission> submissions, PairTest pairTest, int dictionaryTokens) {
        Intake intake = new Intake(pairTest, dictionaryTokens);
        intake.take(submissions);
        intake.texts.forEach(intake::cut);
        if (pairTest.passages() == RepeatRule.WORDS) {
            intake.leaveOutByWords();
        }
        for (Cut cut : intake.passages) {
            intake.items.add(new TrainingItem(
                    cut.group().contributor(),
                    new Example(
                            new Content.Words(cut.passage().tokens()),
                            cut.group().label())));
        }
        return intake;
    }

    /** The dictionary of passages, smaller than in production. */
    static Dictionary dictionary(DocumentFrequencies frequencies, int tokens) {
        List<String> all =
                Dictionary.select(frequencies.counts(), frequencies.passages()).tokens();
        return Dictionary.of(all.subList(0, Math.min(all.size(), tokens)));
    }

    private record Group(String contributor, int label) {}

    private record Said(long order, String text) {}

    private record Cut(Group group, PlacedTokens passage) {}

    private void take(List<Submission> submissions) {
        Set<Content> seen = new HashSet<>();
        for (int at = 0; at < submissions.size(); at++) {
            Submission submission = submissions.get(at);
            Content content = submission.example().content();
            if (!seen.add(content) || !duplicates.addUnlessRepeated(content)) {
                refused.add(at);
            } else if (content instanceof Content.Words words) {
                firstUsers.add(submission.contributor(), at, words.text());
                Group group =
                        new Group(submission.contributor(), submission.example().label());
                texts.computeIfAbsent(group, none -> new ArrayList<>()).add(new Said(at, words.text()));
            } else {
                items.add(new TrainingItem(submission.contributor(), submission.example()));
            }
        }
    }

    private void cut(Group group, List<Said> said) {
        List<Long> orders = said.stream().map(Said::order).toList();
        for (Passage cut : Passages.cut(said.stream().map(Said::text).toList())) {
            PlacedTokens passage = cut.placed(orders);
            if (!firstUsers.repeats(Set.of(group.contributor()), passage)) {
                passages.add(new Cut(group, passage));
            }
        }
    }

    private void leaveOutByWords() {
        DocumentFrequencies frequencies = new DocumentFrequencies();
        passages.forEach(cut -> frequencies.add(cut.passage().tokens()));
        WordWeights weights = new WordWeights(
                frequencies.counts(), frequencies.passages(), dictionary(frequencies, dictionaryTokens));
        List<SaidWindow> windows = new ArrayList<>();
        texts.forEach((group, said) -> {
            SaidWindows stream = new SaidWindows(weights, group.contributor());
            said.forEach(record -> stream.add(record.order(), record.text()));
            windows.addAll(stream.finish());
        });
        FirstWords firstWords = new FirstWords(weights, windows);
        passages.removeIf(cut -> firstWords.repeats(Set.of(cut.group().contributor()), weights.bag(cut.passage())));
    }

    /** What is trained on. */
    List<TrainingItem> items() {
        return items;
    }

    /** Places of the submissions that repeat an earlier one. */
    List<Integer> refused() {
        return refused;
    }
}
