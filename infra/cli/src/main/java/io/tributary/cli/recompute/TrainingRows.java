// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.influence.Dictionary;
import io.tributary.influence.DocumentFrequencies;
import io.tributary.influence.Passage;
import io.tributary.influence.Passages;
import io.tributary.influence.duplicate.FirstUsers;
import io.tributary.protocol.record.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The passages of a Datanet version, cut from its texts: each contributor's texts of one label, in submission order, without the passages
 * that repeat what others said first.
 *
 * @param rows by contributor, label and place
 * @param classes labels of the passages, bytewise ascending; a class's number is its place
 */
record TrainingRows(List<TrainingRow> rows, List<String> classes) {
    TrainingRows {
        rows = List.copyOf(rows);
        classes = List.copyOf(classes);
    }

    private record Group(String contributor, String label) {}

    private static final Comparator<Group> GROUP_ORDER =
            Comparator.comparing(Group::contributor, Share.BYTEWISE).thenComparing(Group::label, Share.BYTEWISE);

    /** Cuts the texts, which are in submission order; texts without a label are not trained on. */
    static TrainingRows cut(List<SourceText> texts) {
        return cut(CreditedTexts.of(texts, Optional.empty()));
    }

    /** The same where labels and edits are credited. */
    static TrainingRows cut(CreditedTexts credited) {
        SortedMap<Group, List<String>> groups = new TreeMap<>(GROUP_ORDER);
        FirstUsers firstUsers = new FirstUsers();
        credited.records().forEach(record -> firstUsers.add(record.contributor(), record.text()));
        for (SourceText text : credited.texts()) {
            if (!text.label().isEmpty()) {
                groups.computeIfAbsent(new Group(text.contributor(), text.label()), group -> new ArrayList<>())
                        .add(text.text());
            }
        }
        List<TrainingRow> rows = new ArrayList<>();
        TreeSet<String> labels = new TreeSet<>(Share.BYTEWISE);
        for (Map.Entry<Group, List<String>> group : groups.entrySet()) {
            String contributor = group.getKey().contributor();
            String label = group.getKey().label();
            List<Passage> passages = Passages.cut(group.getValue());
            for (int index = 0; index < passages.size(); index++) {
                Passage passage = passages.get(index);
                if (!firstUsers.repeats(credited.writers(contributor), passage.tokens())) {
                    labels.add(label);
                    rows.add(new TrainingRow(contributor, label, index, passage));
                }
            }
        }
        return new TrainingRows(rows, List.copyOf(labels));
    }

    /** The dictionary that these passages decide. */
    Dictionary dictionary() {
        DocumentFrequencies frequencies = new DocumentFrequencies();
        for (TrainingRow row : rows) {
            frequencies.add(row.passage().tokens());
        }
        return Dictionary.select(frequencies.counts(), frequencies.passages());
    }
}
