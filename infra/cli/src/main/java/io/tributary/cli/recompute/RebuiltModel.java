// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.influence.BlockScorer;
import io.tributary.influence.Dictionary;
import io.tributary.influence.Features;
import io.tributary.influence.InverseCurvature;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.NewtonTrainer;
import io.tributary.influence.Passages;
import io.tributary.influence.Query;
import io.tributary.influence.QueryBlock;
import io.tributary.influence.ReferenceScorer;
import io.tributary.influence.RowBlock;
import io.tributary.influence.ScaleCap;
import io.tributary.influence.SelfInfluence;
import io.tributary.influence.Shape;
import io.tributary.influence.Weights;
import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.CreditLine;
import io.tributary.protocol.record.HeldOutItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A model made again from the texts of its Datanet version: rows, weights, inverse curvature, caps. */
final class RebuiltModel {
    /** Rows and answers are scored in blocks of this many rows, so that memory stays small. */
    private static final int ROWS_PER_BLOCK = 512;

    private static final int QUERIES_PER_BLOCK = 128;

    private final TrainingRows training;
    private final Map<String, CreditLine> lines;
    private final Features features;
    private final Dictionary dictionary;
    private final List<LabelledRow> rows;
    private final NewtonTrainer.Result result;
    private final InverseCurvature inverse;
    private final List<RowBlock> blocks = new ArrayList<>();
    private final long medianSigma;
    private final int[] caps;
    private final BlockScorer scorer = new ReferenceScorer();

    private RebuiltModel(
            CreditedTexts texts, RepeatRule repeats, int lambdaQ24, byte[] start, Consumer<String> progress) {
        this.training = TrainingRows.cut(texts, repeats);
        this.lines = texts.lines();
        this.dictionary = training.dictionary();
        this.features = new Features(dictionary);
        this.rows = labelled(training, features);
        Shape shape = Shape.of(training.classes().size(), dictionary, lambdaQ24);
        shape.requireRows(rows.size());
        progress.accept("training again on " + rows.size() + " passages");
        Weights from = start.length == 0 ? Weights.zero(shape) : Weights.ofBytes(shape, start);
        this.result = NewtonTrainer.train(from, rows);
        if (!result.certificate().holds()) {
            throw new RefusedException("the recomputed weights miss their certificate: gradient "
                    + result.certificate().largest() + ", want at most "
                    + result.certificate().bound());
        }
        this.inverse = InverseCurvature.of(result.curvature());
        for (int first = 0; first < rows.size(); first += ROWS_PER_BLOCK) {
            int end = Math.min(first + ROWS_PER_BLOCK, rows.size());
            blocks.add(RowBlock.of(result.weights(), rows.subList(first, end)));
        }
        progress.accept("measuring the passages' own influence");
        long[] roots = roots();
        this.medianSigma = SelfInfluence.lowerMedian(roots);
        this.caps = new int[roots.length];
        for (int i = 0; i < caps.length; i++) {
            caps[i] = ScaleCap.factor(medianSigma, roots[i]);
        }
    }

    /**
     * Trains again.
     *
     * @param texts what the version's rows are cut from
     * @param repeats by which rule passages that repeat others are no rows
     * @param lambdaQ24 ridge in units of 2^-24
     * @param start anchored start weights as bytes, empty for a start at zero
     * @throws RefusedException if the weights miss their certificate
     */
    static RebuiltModel train(
            CreditedTexts texts, RepeatRule repeats, int lambdaQ24, byte[] start, Consumer<String> progress) {
        return new RebuiltModel(texts, repeats, lambdaQ24, start, progress);
    }

    private static List<LabelledRow> labelled(TrainingRows training, Features features) {
        List<LabelledRow> rows = new ArrayList<>();
        for (TrainingRow row : training.rows()) {
            int label = training.classes().indexOf(row.label());
            rows.add(new LabelledRow(features.row(row.passage().tokens()), label));
        }
        return rows;
    }

    private long[] roots() {
        long[] roots = new long[rows.size()];
        for (int block = 0; block < blocks.size(); block++) {
            long[] part = SelfInfluence.roots(blocks.get(block), inverse);
            System.arraycopy(part, 0, roots, block * ROWS_PER_BLOCK, part.length);
        }
        return roots;
    }

    /** The passages with their labels. */
    TrainingRows training() {
        return training;
    }

    /** The lines that more than one contributor has a part in, by id. */
    Map<String, CreditLine> lines() {
        return lines;
    }

    Dictionary dictionary() {
        return dictionary;
    }

    Weights weights() {
        return result.weights();
    }

    InverseCurvature inverse() {
        return inverse;
    }

    long medianSigma() {
        return medianSigma;
    }

    /** Cap factor of each row in units of 2^-20. */
    int[] caps() {
        return caps.clone();
    }

    /** The class that the model gives to a text. */
    String answer(String text) {
        return training.classes().get(result.weights().predict(features.row(Passages.question(text))));
    }

    /** The query of a text with the answer given. */
    Query query(String text, String answer) {
        return query(new LabelledRow(features.row(Passages.question(text)), labelOf(answer)));
    }

    /** The query of features with a class. */
    Query query(LabelledRow asked) {
        return Query.of(result.weights(), inverse, asked);
    }

    private int labelOf(String label) {
        int index = training.classes().indexOf(label);
        if (index < 0) {
            throw new RefusedException("label '" + label + "' is none of the model's classes " + training.classes());
        }
        return index;
    }

    /** The held-out items as rows with their true classes. */
    List<LabelledRow> heldOut(List<HeldOutItem> items) {
        List<LabelledRow> labelled = new ArrayList<>();
        for (HeldOutItem item : items) {
            labelled.add(new LabelledRow(features.row(Passages.question(item.text())), labelOf(item.label())));
        }
        return labelled;
    }

    /** Accuracy on the held-out items in parts per million, rounded down; 0 when there is none. */
    long evalPpm(List<LabelledRow> heldOut) {
        long right = heldOut.stream()
                .filter(row -> result.weights().predict(row.features()) == row.label())
                .count();
        return heldOut.isEmpty() ? 0 : right * 1_000_000 / heldOut.size();
    }

    /** Hands over the capped score of every row on every query; queries vary fastest within a block. */
    void score(List<Query> queries, ScoreSink sink) {
        for (int firstQuery = 0; firstQuery < queries.size(); firstQuery += QUERIES_PER_BLOCK) {
            int count = Math.min(QUERIES_PER_BLOCK, queries.size() - firstQuery);
            QueryBlock queryBlock =
                    new QueryBlock(result.weights().shape(), queries.subList(firstQuery, firstQuery + count));
            for (int block = 0; block < blocks.size(); block++) {
                score(blocks.get(block), block * ROWS_PER_BLOCK, queryBlock, firstQuery, sink);
            }
        }
    }

    private void score(RowBlock rowBlock, int firstRow, QueryBlock queryBlock, int firstQuery, ScoreSink sink) {
        long[] raw = scorer.score(rowBlock, queryBlock);
        int count = queryBlock.queries();
        for (int i = 0; i < rowBlock.rows(); i++) {
            for (int q = 0; q < count; q++) {
                long capped = ScaleCap.apply(BlockScorer.stored(raw[i * count + q]), caps[firstRow + i]);
                sink.take(firstRow + i, firstQuery + q, capped);
            }
        }
    }

    /** Receives scores. */
    @FunctionalInterface
    interface ScoreSink {
        /** The capped score of a row on a query. */
        void take(int row, int query, long capped);
    }
}
