// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.data;

import io.tributary.influence.Dictionary;
import io.tributary.influence.DocumentFrequencies;
import io.tributary.influence.Features;
import io.tributary.influence.Passage;
import io.tributary.influence.Passages;
import io.tributary.influence.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The speeches as the platform cuts them: a president's texts of one era joined, in passages over the committed dictionary. */
final class Speeches {
    private static final int LAMBDA_Q24 = 1 << 14;
    private static final int HELD_OUT = 500;
    private static final int QUERIES = 300;

    private final List<Speech> speeches;
    private final List<String> eras;

    private Speeches(List<Speech> speeches) {
        this.speeches = speeches;
        this.eras = speeches.stream().map(Speech::era).distinct().sorted().toList();
    }

    static DataSet of(List<Speech> all, long seed) {
        return new Speeches(all).divide(seed);
    }

    /** A passage before it has features. */
    private record Cut(String id, String contributor, int label, List<String> tokens, String text) {
        Item item(Features features) {
            return new Item(id, features.row(tokens), label, contributor, Optional.of(text));
        }
    }

    private DataSet divide(long seed) {
        List<Cut> train = trained();
        DocumentFrequencies frequencies = new DocumentFrequencies();
        train.forEach(cut -> frequencies.add(cut.tokens()));
        Dictionary dictionary = Dictionary.select(frequencies.counts(), frequencies.passages());
        Features features = new Features(dictionary);
        List<Item> rest = new ArrayList<>(
                heldOut().stream().map(cut -> cut.item(features)).toList());
        Collections.shuffle(rest, new Random(seed));
        return new DataSet(
                DataSetName.SPEECHES,
                Shape.of(eras.size(), dictionary, LAMBDA_Q24),
                eras,
                train.stream().map(cut -> cut.item(features)).toList(),
                rest.subList(0, HELD_OUT),
                rest.subList(HELD_OUT, HELD_OUT + QUERIES),
                rest.subList(HELD_OUT + QUERIES, rest.size()),
                Optional.of(dictionary));
    }

    /** Passages of what one president said in one era, joined. */
    private List<Cut> trained() {
        Map<String, List<Speech>> groups = new LinkedHashMap<>();
        for (Speech speech : speeches) {
            if (speech.trained()) {
                groups.computeIfAbsent(speech.contributor() + "/" + speech.era(), key -> new ArrayList<>())
                        .add(speech);
            }
        }
        List<Cut> cuts = new ArrayList<>();
        groups.forEach((name, group) -> cuts.addAll(cut(name, group)));
        return cuts;
    }

    /** Passages of the others, one speech at a time. */
    private List<Cut> heldOut() {
        List<Cut> cuts = new ArrayList<>();
        for (Speech speech : speeches) {
            if (!speech.trained()) {
                cuts.addAll(cut(speech.document(), List.of(speech)));
            }
        }
        return cuts;
    }

    private List<Cut> cut(String name, List<Speech> group) {
        List<String> documents = group.stream().map(Speech::text).toList();
        List<Passage> passages = Passages.cut(documents);
        List<Cut> cuts = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            Passage passage = passages.get(i);
            cuts.add(new Cut(
                    name + "/" + i,
                    group.get(0).contributor(),
                    eras.indexOf(group.get(0).era()),
                    passage.tokens(),
                    passage.text(documents)));
        }
        return cuts;
    }
}
