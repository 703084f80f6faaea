// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

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
        Map<String, Long> orders = new HashMap<>();
        for (SourceText record : credited.records()) {
            long order = orders.size();
            orders.put(record.recordId(), order);
            firstUsers.add(record.contributor(), order, record.text());
        }
        List<Placed> placed = new ArrayList<>();
        groups.forEach((group, texts) -> {
            List<Long> places = texts.stream()
                    .map(text -> orders.getOrDefault(text.recordId(), 0L))
                    .toList();
            List<Passage> passages =
                    Passages.cut(texts.stream().map(SourceText::text).toList());
            for (int index = 0; index < passages.size(); index++) {
                PlacedTokens tokens = passages.get(index).placed(places);
                if (!firstUsers.repeats(credited.writers(group.contributor()), tokens)) {
                    placed.add(new Placed(
                            new TrainingRow(group.contributor(), group.label(), index, passages.get(index)), tokens));
                }
            }
        });
        if (rule == RepeatRule.WORDS) {
            leaveOutByWords(credited, placed, orders);
        }
        List<TrainingRow> rows = placed.stream().map(Placed::row).toList();
        TreeSet<String> labels = new TreeSet<>(Share.BYTEWISE);
        rows.forEach(row -> labels.add(row.label()));
        return new TrainingRows(rows, List.copyOf(labels));
    }

    private record Placed(TrainingRow row, PlacedTokens tokens) {}

    private static void leaveOutByWords(CreditedTexts credited, List<Placed> placed, Map<String, Long> orders) {
        DocumentFrequencies frequencies =
                frequencies(placed.stream().map(Placed::row).toList());
        WordWeights weights = new WordWeights(
                frequencies.counts(),
                frequencies.passages(),
                Dictionary.select(frequencies.counts(), frequencies.passages()));
        Map<Group, SaidWindows> streams = new HashMap<>();
        for (SourceText record : credited.records()) {
            streams.computeIfAbsent(
                            new Group(record.contributor(), record.label()),
                            group -> new SaidWindows(weights, group.contributor()))
                    .add(orders.getOrDefault(record.recordId(), 0L), record.text());
        }
        List<SaidWindow> windows = new ArrayList<>();
        streams.values().forEach(stream -> windows.addAll(stream.finish()));
        FirstWords firstWords = new FirstWords(weights, windows);
        placed.removeIf(passage ->
                firstWords.repeats(credited.writers(passage.row().contributor()), weights.bag(passage.tokens())));
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
