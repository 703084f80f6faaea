// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.attribution.SealedAnswers.Answer;
import io.tributary.influence.BlockScorer;
import io.tributary.influence.Features;
import io.tributary.influence.InverseCurvature;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.LotSeed;
import io.tributary.influence.OwnedRow;
import io.tributary.influence.Passages;
import io.tributary.influence.PayRule;
import io.tributary.influence.Query;
import io.tributary.influence.QueryBlock;
import io.tributary.influence.QuestionPrints;
import io.tributary.influence.ScoreLimits;
import io.tributary.influence.Weights;
import io.tributary.pipelines.HeldOutSet;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.protocol.record.Share;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Scores every row of a model against every held-out item, which decides what its bundles count, and against every answer of the epoch,
 * which decides what they earn there. Rows may be dealt to tasks in any way: tasks give sums of integers.
 */
final class Scoring {
    private final SparkSession spark;
    private final VerifiedModel model;
    private final PayRule rule;
    private final Kernel kernel;
    private final long epoch;

    Scoring(SparkSession spark, VerifiedModel model, PayRule rule, Kernel kernel, long epoch) {
        this.spark = spark;
        this.model = model;
        this.rule = rule;
        this.kernel = kernel;
        this.epoch = epoch;
    }

    /** What a task needs to score rows. */
    private record Block(Weights weights, List<Query> queries, List<List<String>> questions) implements Serializable {}

    /** Scores answers that the model gives; the rows are kept by Spark until {@code table().unpersist()}. */
    ScoredRows score(HeldOutSet heldOut, Hash versionRoot, List<Answer> answers) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<LabelledRow> asked = new ArrayList<>();
        heldOut.items()
                .forEach(item -> asked.add(labelled(item.text(), item.label(), "held-out item " + item.itemId())));
        answers.forEach(answer -> asked.add(labelled(
                answer.question(),
                answer.receipt().answer(),
                "receipt " + answer.receipt().receiptId())));
        List<Query> queries = queries(context, asked);
        List<Query> held = List.copyOf(queries.subList(0, heldOut.items().size()));
        List<Query> given = List.copyOf(queries.subList(held.size(), queries.size()));

        Broadcast<DealtRows> dealt = context.broadcast(dealt(heldOut, versionRoot));
        Broadcast<Block> items = context.broadcast(new Block(model.model().weights(), held, List.of()));
        Broadcast<JudgedBundles> judged = context.broadcast(JudgedBundles.of(
                PartialSums.reduced(scores(items, dealt), dealt, held.size()), exponents(held), dealt));
        Broadcast<Block> block = context.broadcast(new Block(
                model.model().weights(),
                given,
                answers.stream()
                        .map(answer -> Passages.question(answer.question()))
                        .toList()));
        JavaRDD<RowScores> uncut = scores(block, dealt).persist(StorageLevel.MEMORY_AND_DISK());
        Broadcast<ScoreLimits> limits = context.broadcast(limits(uncut, given.size(), dealt.value()));
        JavaRDD<RowScores> scored = rule.meansMax().isEmpty() ? uncut : uncut.map(row -> row.within(limits.value()));
        PaidAnswers paid = PaidAnswers.of(PartialSums.reduced(scored, dealt, given.size()), limits, dealt, judged);
        List<String> receiptIds =
                answers.stream().map(answer -> answer.receipt().receiptId()).toList();
        ScoredRows rows = rows(scored, receiptIds, exponents(given), dealt.value(), judged.value(), paid);
        uncut.unpersist(false);
        return rows;
    }

    private DealtRows dealt(HeldOutSet heldOut, Hash versionRoot) {
        List<OwnedRow> rows = new ArrayList<>(model.rows().map(ModelRow::owned).collect());
        rows.sort(Comparator.comparing(OwnedRow::rowId, Share.BYTEWISE).thenComparing(OwnedRow::contributor));
        List<String> salts = heldOut.items().stream().map(HeldOutItem::salt).toList();
        return DealtRows.of(rule, LotSeed.of(versionRoot, salts), rows);
    }

    private JavaRDD<RowScores> scores(Broadcast<Block> block, Broadcast<DealtRows> dealt) {
        Kernel chosen = kernel;
        FlatMapFunction<Iterator<ModelRow>, RowScores> scored = rows -> {
            Weights weights = block.value().weights();
            QueryBlock queries = new QueryBlock(weights.shape(), block.value().queries());
            QuestionPrints questions = new QuestionPrints(block.value().questions());
            BlockScorer scorer = chosen.scorer();
            return new Blocks<>(rows, part -> {
                List<RowScores> scores = RowScores.of(scorer, part, weights, queries, dealt.value());
                return block.value().questions().isEmpty()
                        ? scores
                        : blanked(part, scores, questions, dealt.value().payRule());
            });
        };
        return model.rows().mapPartitions(scored);
    }

    /** A rule may limit what a row counts, and then has to know the sizes of all scores first. */
    private ScoreLimits limits(JavaRDD<RowScores> uncut, int answers, DealtRows dealt) {
        long[] sizes = rule.meansMax().isEmpty() ? new long[answers] : PartialSums.sizes(uncut, answers);
        return ScoreLimits.of(rule, sizes, dealt.bundles().rows());
    }

    private static List<RowScores> blanked(
            List<ModelRow> rows, List<RowScores> scores, QuestionPrints questions, PayRule rule) {
        List<RowScores> blanked = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<String> passage = Passages.question(rows.get(i).text());
            blanked.add(scores.get(i).blanked(rule.blanks(questions, passage)));
        }
        return blanked;
    }

    private ScoredRows rows(
            JavaRDD<RowScores> scored,
            List<String> receiptIds,
            int[] exponents,
            DealtRows dealt,
            JudgedBundles judged,
            PaidAnswers paid) {
        Broadcast<ExplainedRows.Terms> terms = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new ExplainedRows.Terms(
                        epoch, model.entry().modelId(), receiptIds, exponents, dealt, judged, paid));
        Dataset<Row> table = spark.createDataFrame(
                        scored.mapPartitions(part -> new ExplainedRows(part, terms.value())), ScoredRows.SCHEMA)
                .persist(StorageLevel.MEMORY_AND_DISK());
        table.count();
        return new ScoredRows(
                table,
                spark.createDataFrame(judged.rows(epoch, model.entry().modelId(), dealt), JudgedBundles.SCHEMA),
                paid.byReceipt(receiptIds, dealt.bundles().contributors()));
    }

    private static int[] exponents(List<Query> queries) {
        return queries.stream().mapToInt(Query::exponent).toArray();
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
}
