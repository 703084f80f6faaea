// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.attribution.LargestOthers.Other;
import io.tributary.attribution.SealedAnswers.Answer;
import io.tributary.influence.BlockScorer;
import io.tributary.influence.Features;
import io.tributary.influence.HeldOutNet;
import io.tributary.influence.InverseCurvature;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.LinearModel;
import io.tributary.influence.Passages;
import io.tributary.influence.Query;
import io.tributary.influence.QueryBlock;
import io.tributary.influence.ReferenceScorer;
import io.tributary.influence.RowBlock;
import io.tributary.influence.ScaleCap;
import io.tributary.influence.Weights;
import io.tributary.pipelines.HeldOutSet;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Scores every row of a model against every held-out item, which decides whether the row may earn, and against every
 * answer of the epoch, which decides what it earns there (rule {@code rows/v1}). Each row stands alone, so rows may be
 * dealt to tasks in any way.
 */
final class Scoring {
    private final SparkSession spark;
    private final VerifiedModel model;
    private final long epoch;

    Scoring(SparkSession spark, VerifiedModel model, long epoch) {
        this.spark = spark;
        this.model = model;
        this.epoch = epoch;
    }

    /** What every task needs to know. */
    private record Plan(
            long epoch,
            String modelId,
            Weights weights,
            List<Query> heldOut,
            List<Query> answers,
            List<String> receiptIds)
            implements Serializable {}

    /** Scores; the rows are kept by Spark until {@code table().unpersist()}. */
    ScoredRows score(HeldOutSet heldOut, List<Answer> answers) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<LabelledRow> asked = new ArrayList<>();
        heldOut.items()
                .forEach(item -> asked.add(labelled(item.text(), item.label(), "held-out item " + item.itemId())));
        answers.forEach(answer -> asked.add(answered(answer)));
        List<Query> queries = queries(context, asked);
        int held = heldOut.items().size();
        Plan plan = new Plan(
                epoch,
                model.entry().modelId(),
                model.model().weights(),
                List.copyOf(queries.subList(0, held)),
                List.copyOf(queries.subList(held, queries.size())),
                answers.stream().map(answer -> answer.receipt().receiptId()).toList());
        Broadcast<Plan> shared = context.broadcast(plan);
        FlatMapFunction<Iterator<ModelRow>, Row> scored = rows -> new Task(rows, shared.value());
        return new ScoredRows(spark.createDataFrame(model.rows().mapPartitions(scored), ScoredRows.SCHEMA)
                .persist(StorageLevel.MEMORY_AND_DISK()));
    }

    private LabelledRow answered(Answer answer) {
        String receiptId = answer.receipt().receiptId();
        LabelledRow row = labelled(answer.question(), answer.receipt().answer(), "receipt " + receiptId);
        LinearModel linear = model.model();
        if (linear.predict(row.features()) != row.label()) {
            throw new RefusedException("receipt " + receiptId + " says the answer was "
                    + answer.receipt().answer()
                    + ", model " + model.entry().modelId() + " answers "
                    + linear.labels().get(linear.predict(row.features())));
        }
        return row;
    }

    private LabelledRow labelled(String text, String label, String what) {
        int index = model.model().labels().indexOf(label);
        if (index < 0) {
            throw new InvalidInputException(what + " has the label '" + label + "', model "
                    + model.entry().modelId() + " knows " + model.model().labels());
        }
        return new LabelledRow(new Features(model.model().dictionary()).row(Passages.question(text)), index);
    }

    private List<Query> queries(JavaSparkContext context, List<LabelledRow> asked) {
        Broadcast<InverseCurvature> inverse = model.sharedInverse();
        Weights weights = model.model().weights();
        return context.parallelize(asked, 2 * context.defaultParallelism())
                .map(row -> Query.of(weights, inverse.value(), row))
                .collect();
    }

    /** One partition: its rows block by block, then the largest scores that pay nothing. */
    private static final class Task implements Iterator<Row> {
        private final Plan plan;
        private final BlockScorer scorer = new ReferenceScorer();
        private final QueryBlock heldOut;
        private final QueryBlock answers;
        private final LargestOthers others;
        private final Iterator<Row> blocks;
        private Iterator<Row> rest = Collections.emptyIterator();
        private boolean restIsOut;

        Task(Iterator<ModelRow> rows, Plan plan) {
            this.plan = plan;
            this.heldOut = new QueryBlock(plan.weights().shape(), plan.heldOut());
            this.answers = new QueryBlock(plan.weights().shape(), plan.answers());
            this.others = new LargestOthers(plan.answers().size(), ScoredRows.OTHERS_PER_ANSWER);
            this.blocks = new Blocks<>(rows, this::score);
        }

        @Override
        public boolean hasNext() {
            if (blocks.hasNext()) {
                return true;
            }
            if (!restIsOut) {
                restIsOut = true;
                rest = others.all().stream().map(this::row).iterator();
            }
            return rest.hasNext();
        }

        @Override
        public Row next() {
            return blocks.hasNext() ? blocks.next() : rest.next();
        }

        private List<Row> score(List<ModelRow> rows) {
            RowBlock block = VerifiedModel.block(rows, plan.weights());
            long[] held = scorer.score(block, heldOut);
            long[] asked = scorer.score(block, answers);
            List<Row> result = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                HeldOutNet net = net(held, i, rows.get(i).cap());
                boolean eligible = net.sign() > 0;
                result.add(standing(rows.get(i), net.sign(), eligible));
                for (int q = 0; q < answers.queries(); q++) {
                    long score = ScaleCap.apply(
                            BlockScorer.stored(asked[i * answers.queries() + q]),
                            rows.get(i).cap());
                    long weight = eligible ? Math.max(0, score) : 0;
                    if (weight > 0) {
                        result.add(paid(q, rows.get(i), score, weight));
                    } else if (others.wants(q, score)) {
                        others.offer(new Other(q, rows.get(i), score, net.sign(), eligible));
                    }
                }
            }
            return result;
        }

        private HeldOutNet net(long[] raw, int row, int cap) {
            HeldOutNet net = new HeldOutNet();
            for (int v = 0; v < heldOut.queries(); v++) {
                long score = ScaleCap.apply(BlockScorer.stored(raw[row * heldOut.queries() + v]), cap);
                net.add(heldOut.exponent(v), score);
            }
            return net;
        }

        private Row standing(ModelRow row, int netSign, boolean eligible) {
            return RowFactory.create(
                    ScoredRows.KIND_STANDING,
                    plan.epoch(),
                    plan.modelId(),
                    "",
                    row.rowId(),
                    row.contributor(),
                    0L,
                    0,
                    0L,
                    netSign,
                    eligible);
        }

        private Row paid(int q, ModelRow row, long score, long weight) {
            return RowFactory.create(
                    ScoredRows.KIND_PAID,
                    plan.epoch(),
                    plan.modelId(),
                    plan.receiptIds().get(q),
                    row.rowId(),
                    row.contributor(),
                    score,
                    answers.exponent(q),
                    weight,
                    1,
                    true);
        }

        private Row row(Other other) {
            return RowFactory.create(
                    ScoredRows.KIND_OTHER,
                    plan.epoch(),
                    plan.modelId(),
                    plan.receiptIds().get(other.answer()),
                    other.row().rowId(),
                    other.row().contributor(),
                    other.score(),
                    answers.exponent(other.answer()),
                    0L,
                    other.netSign(),
                    other.eligible());
        }
    }
}
