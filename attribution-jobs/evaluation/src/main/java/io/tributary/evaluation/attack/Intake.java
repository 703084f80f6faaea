// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.Passage;
import io.tributary.influence.Passages;
import io.tributary.influence.duplicate.FirstUsers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the platform makes of submissions before anything is trained: exact and near duplicates fall out, compared with canonical
 * records only and in the order of the log; then each contributor's texts of one label are joined and cut into passages.
 */
final class Intake {
    private final DuplicateIndex duplicates;
    private final List<TrainingItem> items = new ArrayList<>();
    private final List<Integer> refused = new ArrayList<>();
    private final FirstUsers firstUsers = new FirstUsers();

    private Intake(DuplicateIndex duplicates) {
        this.duplicates = duplicates;
    }

    /** Takes all submissions in. */
    static Intake of(List<Submission> submissions, PairTest pairTest) {
        Intake intake = new Intake(new DuplicateIndex(pairTest));
        Map<Group, List<String>> texts = new LinkedHashMap<>();
        Set<Content> seen = new HashSet<>();
        for (int at = 0; at < submissions.size(); at++) {
            Submission submission = submissions.get(at);
            Content content = submission.example().content();
            if (!seen.add(content) || !intake.duplicates.addUnlessRepeated(content)) {
                intake.refused.add(at);
            } else if (content instanceof Content.Words words) {
                intake.firstUsers.add(submission.contributor(), words.text());
                texts.computeIfAbsent(
                                new Group(
                                        submission.contributor(),
                                        submission.example().label()),
                                group -> new ArrayList<>())
                        .add(words.text());
            } else {
                intake.items.add(new TrainingItem(submission.contributor(), submission.example()));
            }
        }
        texts.forEach(intake::cut);
        return intake;
    }

    private record Group(String contributor, int label) {}

    private void cut(Group group, List<String> documents) {
        for (Passage passage : Passages.cut(documents)) {
            if (!firstUsers.repeats(group.contributor(), passage.tokens())) {
                items.add(new TrainingItem(
                        group.contributor(), new Example(new Content.Words(passage.tokens()), group.label())));
            }
        }
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
