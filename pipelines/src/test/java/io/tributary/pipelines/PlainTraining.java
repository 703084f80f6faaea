// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.influence.Dictionary;
import io.tributary.influence.DocumentFrequencies;
import io.tributary.influence.Features;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.NewtonTrainer;
import io.tributary.influence.Passage;
import io.tributary.influence.Passages;
import io.tributary.influence.Shape;
import io.tributary.influence.Weights;
import io.tributary.influence.duplicate.FirstWords;
import io.tributary.influence.duplicate.PlacedTokens;
import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.influence.duplicate.SaidWindow;
import io.tributary.influence.duplicate.SaidWindows;
import io.tributary.influence.duplicate.WordWeights;
import io.tributary.pipelines.LakeFixture.Document;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The same training in one thread and without Spark. */
record PlainTraining(
        Dictionary dictionary, Map<String, String> features, List<LabelledRow> rows, NewtonTrainer.Result result) {

    static PlainTraining train(List<Document> documents, RepeatRule rule) {
        Map<String, List<Document>> groups = new TreeMap<>();
        documents.forEach(document -> groups.computeIfAbsent(
                        document.contributor() + "/" + document.label(), group -> new ArrayList<>())
                .add(document));
        Map<List<String>, Integer> firsts = new HashMap<>();
        for (int at = 0; at < documents.size(); at++) {
            for (List<String> run : runs(Passages.question(documents.get(at).text()))) {
                firsts.putIfAbsent(run, at);
            }
        }
        DocumentFrequencies all = new DocumentFrequencies();
        Map<String, PlacedTokens> passages = new TreeMap<>();
        groups.forEach((group, texts) -> {
            List<Long> orders =
                    texts.stream().map(text -> (long) documents.indexOf(text)).toList();
            List<Passage> cut = Passages.cut(texts.stream().map(Document::text).toList());
            for (int i = 0; i < cut.size(); i++) {
                PlacedTokens passage = cut.get(i).placed(orders);
                if (!repeats(contributor(group), passage, firsts, documents)) {
                    passages.put(group + "/" + String.format("%06d", i), passage);
                    all.add(passage.tokens());
                }
            }
        });
        if (rule == RepeatRule.WORDS) {
            WordWeights weights =
                    new WordWeights(all.counts(), all.passages(), Dictionary.select(all.counts(), all.passages()));
            List<SaidWindow> said = new ArrayList<>();
            groups.values().forEach(texts -> said.addAll(windows(documents, texts, weights)));
            FirstWords words = new FirstWords(weights, said);
            passages.entrySet()
                    .removeIf(row -> words.repeats(Set.of(contributor(row.getKey())), weights.bag(row.getValue())));
        }
        DocumentFrequencies frequencies = new DocumentFrequencies();
        passages.values().forEach(passage -> frequencies.add(passage.tokens()));
        Dictionary dictionary = Dictionary.select(frequencies.counts(), frequencies.passages());
        Features features = new Features(dictionary);
        Map<String, String> dense = new TreeMap<>();
        List<LabelledRow> rows = new ArrayList<>();
        passages.forEach((rowId, passage) -> {
            LabelledRow row = new LabelledRow(features.row(passage.tokens()), rowId.contains("/north/") ? 0 : 1);
            rows.add(row);
            dense.put(rowId, HexFormat.of().formatHex(row.features().toDense()));
        });
        Weights zero = Weights.zero(Shape.of(2, dictionary, TrainJobTest.LAMBDA_Q24));
        return new PlainTraining(dictionary, dense, rows, NewtonTrainer.train(zero, rows));
    }

    private static List<SaidWindow> windows(List<Document> documents, List<Document> texts, WordWeights weights) {
        SaidWindows stream = new SaidWindows(weights, texts.get(0).contributor());
        texts.forEach(text -> stream.add(documents.indexOf(text), text.text()));
        return stream.finish();
    }

    private static String contributor(String rowId) {
        return rowId.substring(0, rowId.indexOf('/'));
    }

    private static boolean repeats(
            String contributor, PlacedTokens passage, Map<List<String>, Integer> firsts, List<Document> documents) {
        Map<List<String>, Long> runs = new HashMap<>();
        for (int at = passage.tokens().size() - 5; at >= 0; at--) {
            runs.put(
                    List.copyOf(passage.tokens().subList(at, at + 5)),
                    passage.orders().get(at + 4));
        }
        long foreign = runs.entrySet().stream()
                .filter(run -> firsts.containsKey(run.getKey())
                        && firsts.get(run.getKey()) < run.getValue()
                        && !documents
                                .get(firsts.get(run.getKey()))
                                .contributor()
                                .equals(contributor))
                .count();
        return foreign >= 0.3 * runs.size();
    }

    private static Set<List<String>> runs(List<String> tokens) {
        Set<List<String>> runs = new HashSet<>();
        for (int at = 0; at + 5 <= tokens.size(); at++) {
            runs.add(List.copyOf(tokens.subList(at, at + 5)));
        }
        return runs;
    }
}
