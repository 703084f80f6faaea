// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.influence.BundleSums;
import io.tributary.influence.Bundles;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.LotSeed;
import io.tributary.influence.Passages;
import io.tributary.influence.PayRule;
import io.tributary.influence.PayWeights;
import io.tributary.influence.Query;
import io.tributary.influence.QuestionPrints;
import io.tributary.influence.ScoreLimits;
import io.tributary.influence.Standings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** What the contributors to a model weigh on answers, by one pay rule: the rows dealt, judged once by the held-out set, then paid. */
final class DataWeights {
    /** Held-out items and answers are taken so many at a time, so that the sums of all bundles stay small. */
    private static final int QUERIES_PER_BLOCK = 128;

    private final RebuiltModel model;
    private final PayRule rule;
    private final Bundles bundles;
    private final int[] standings;

    /**
     * Judges the bundles.
     *
     * @param heldOut the items with their true classes
     */
    DataWeights(RebuiltModel model, PayRule rule, LotSeed seed, List<LabelledRow> heldOut) {
        this.model = model;
        this.rule = rule;
        this.bundles = rule.deal(
                seed, model.training().rows().stream().map(TrainingRow::owned).toList());
        List<Query> queries = heldOut.stream().map(model::query).toList();
        Standings judged = new Standings(bundles);
        for (int first = 0; first < queries.size(); first += QUERIES_PER_BLOCK) {
            List<Query> block = queries.subList(first, Math.min(first + QUERIES_PER_BLOCK, queries.size()));
            BundleSums sums = new BundleSums(bundles, block.size());
            model.score(block, sums::add);
            judged.add(sums, block.stream().mapToInt(Query::exponent).toArray());
        }
        this.standings = judged.by(rule);
    }

    /** The contributors, in ascending byte order. */
    List<String> contributors() {
        return bundles.contributors();
    }

    /**
     * What each contributor weighs on answers.
     *
     * @param take receives a block of answers after the other: the place of its first answer, and weights by contributor
     */
    void weigh(List<EpochInputs.Answer> answers, WeightSink take) {
        for (int first = 0; first < answers.size(); first += QUERIES_PER_BLOCK) {
            List<EpochInputs.Answer> block =
                    answers.subList(first, Math.min(first + QUERIES_PER_BLOCK, answers.size()));
            take.take(first, weights(block));
        }
    }

    private PayWeights weights(List<EpochInputs.Answer> answers) {
        List<Query> queries = answers.stream()
                .map(answer -> model.query(answer.question(), answer.receipt().answer()))
                .toList();
        List<BitSet> blanks = blanks(answers);
        ScoreLimits limits = limits(queries, blanks);
        BundleSums sums = new BundleSums(bundles, queries.size());
        model.score(queries, (row, query, capped) -> {
            if (!blanks.get(row).get(query)) {
                sums.add(row, query, limits.cut(query, capped));
            }
        });
        int contributors = bundles.contributors().size();
        return PayWeights.of(
                rule, limits, sums, standings, IntStream.range(0, contributors).toArray(), contributors);
    }

    /** Under a rule that limits what a row counts the rows are scored twice, so that no score has to be kept. */
    private ScoreLimits limits(List<Query> queries, List<BitSet> blanks) {
        long[] sizes = new long[queries.size()];
        if (rule.meansMax().isPresent()) {
            model.score(queries, (row, query, capped) -> {
                if (!blanks.get(row).get(query)) {
                    sizes[query] = Math.addExact(sizes[query], Math.abs(capped));
                }
            });
        }
        return ScoreLimits.of(rule, sizes, bundles.rows());
    }

    private List<BitSet> blanks(List<EpochInputs.Answer> answers) {
        QuestionPrints questions = new QuestionPrints(answers.stream()
                .map(answer -> Passages.question(answer.question()))
                .toList());
        List<BitSet> blanks = new ArrayList<>();
        for (TrainingRow row : model.training().rows()) {
            blanks.add(rule.blanks(questions, row.passage().tokens()));
        }
        return blanks;
    }

    /** Receives weights. */
    @FunctionalInterface
    interface WeightSink {
        /** The weights of a block of answers, the first of which has this place. */
        void take(int firstAnswer, PayWeights weights);
    }
}
