// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.influence.Dictionary;
import io.tributary.influence.DocumentFrequencies;
import io.tributary.influence.Passage;
import io.tributary.influence.Passages;
import io.tributary.influence.duplicate.FirstUsers;
import io.tributary.influence.duplicate.FirstWords;
import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.influence.duplicate.SaidWindow;
import io.tributary.influence.duplicate.SaidWindows;
import io.tributary.influence.duplicate.WordWeights;
import io.tributary.protocol.record.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** Cuts the texts; those without a label are not trained on. */
    static TrainingRows cut(CreditedTexts credited, RepeatRule rule) {
        SortedMap<Group, List<SourceText>> groups = new TreeMap<>(GROUP_ORDER);
        for (SourceText text : credited.texts()) {
            if (!text.label().isEmpty()) {
                groups.computeIfAbsent(new Group(text.contributor(), text.label()), group -> new ArrayList<>())
                        .add(text);
            }
        }
        FirstUsers firstUsers = new FirstUsers();
        credited.records().forEach(record -> firstUsers.add(record.contributor(), record.text()));
        List<TrainingRow> rows = new ArrayList<>();
        Map<TrainingRow, String> firstRecords = new HashMap<>();
        groups.forEach((group, texts) -> {
            List<Passage> passages =
                    Passages.cut(texts.stream().map(SourceText::text).toList());
            for (int index = 0; index < passages.size(); index++) {
                Passage passage = passages.get(index);
                if (!firstUsers.repeats(credited.writers(group.contributor()), passage.tokens())) {
                    TrainingRow row = new TrainingRow(group.contributor(), group.label(), index, passage);
                    rows.add(row);
                    firstRecords.put(row, texts.get(passage.firstDocument()).recordId());
                }
            }
        });
        if (rule == RepeatRule.WORDS) {
            leaveOutByWords(credited, rows, firstRecords);
        }
        TreeSet<String> labels = new TreeSet<>(Share.BYTEWISE);
        rows.forEach(row -> labels.add(row.label()));
        return new TrainingRows(rows, List.copyOf(labels));
    }

    private static void leaveOutByWords(
            CreditedTexts credited, List<TrainingRow> rows, Map<TrainingRow, String> firstRecords) {
        DocumentFrequencies frequencies = frequencies(rows);
        WordWeights weights = new WordWeights(
                frequencies.counts(),
                frequencies.passages(),
                Dictionary.select(frequencies.counts(), frequencies.passages()));
        Map<Group, SaidWindows> streams = new HashMap<>();
        Map<String, Long> orders = new HashMap<>();
        for (SourceText record : credited.records()) {
            long order = orders.size();
            orders.put(record.recordId(), order);
            streams.computeIfAbsent(
                            new Group(record.contributor(), record.label()),
                            group -> new SaidWindows(weights, group.contributor()))
                    .add(order, record.text());
        }
        List<SaidWindow> windows = new ArrayList<>();
        streams.values().forEach(stream -> windows.addAll(stream.finish()));
        FirstWords firstWords = new FirstWords(weights, windows);
        rows.removeIf(row -> firstWords.repeats(
                credited.writers(row.contributor()),
                weights.bag(row.passage().tokens()),
                orders.getOrDefault(firstRecords.getOrDefault(row, ""), 0L)));
    }

    private static DocumentFrequencies frequencies(List<TrainingRow> rows) {
        DocumentFrequencies frequencies = new DocumentFrequencies();
        for (TrainingRow row : rows) {
            frequencies.add(row.passage().tokens());
        }
        return frequencies;
    }

    /** The dictionary that these passages decide. */
    Dictionary dictionary() {
        DocumentFrequencies frequencies = frequencies(rows);
        return Dictionary.select(frequencies.counts(), frequencies.passages());
    }
}
