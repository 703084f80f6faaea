// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.influence.Certificate;
import io.tributary.influence.InverseCurvature;
import io.tributary.influence.LinearModel;
import io.tributary.influence.RowBlock;
import io.tributary.influence.ScaleCap;
import io.tributary.influence.SelfInfluence;
import io.tributary.influence.StepSums;
import io.tributary.influence.Weights;
import io.tributary.pipelines.ModelStore;
import io.tributary.pipelines.ModelStore.StoredModel;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.ModelEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * A stored model and its rows after everything that the ledger commits to was computed again from the rows: weights and
 * dictionary hashes, residuals, the certificate, the inverse curvature's hash, every scale cap and their median.
 */
final class VerifiedModel implements AutoCloseable {
    private static final int TREE_DEPTH = 2;

    private final ModelEntry entry;
    private final LinearModel model;
    private final Broadcast<InverseCurvature> sharedInverse;
    private final JavaRDD<ModelRow> rows;

    private VerifiedModel(
            ModelEntry entry, LinearModel model, Broadcast<InverseCurvature> sharedInverse, JavaRDD<ModelRow> rows) {
        this.entry = entry;
        this.model = model;
        this.sharedInverse = sharedInverse;
        this.rows = rows;
    }

    /**
     * Opens a model.
     *
     * @param entry the ledger's entry
     * @param request dealing of the rows
     * @throws RefusedException naming what differs from the ledger
     */
    static VerifiedModel open(SparkSession spark, ModelEntry entry, AttributeRequest request) {
        StoredModel stored = ModelStore.of(spark)
                .find(entry.modelId())
                .orElseThrow(() -> new UnavailableException("models.versions has no model " + entry.modelId()));
        requireSame(
                entry,
                "entry",
                stored.model().leafHash().hex(),
                entry.leafHash().hex());
        requireSame(
                entry, "weights", stored.weights().sha256(), entry.weightsHash().hex());
        requireSame(
                entry,
                "dictionary",
                stored.dictionary().sha256(),
                entry.featureSpec().hex());
        JavaRDD<ModelRow> rows = rows(spark, entry, stored.weights().shape().dimension(), request)
                .persist(StorageLevel.MEMORY_AND_DISK());
        StepSums sums = sums(rows, stored.weights());
        requireSame(entry, "number of rows", Long.toString(sums.curvature().rows()), Long.toString(stored.rows()));
        if (!Certificate.of(stored.weights(), sums.gradient()).holds()) {
            throw new RefusedException("model " + entry.modelId() + " is not certified on its rows");
        }
        InverseCurvature inverse = InverseCurvature.of(sums.curvature());
        requireSame(
                entry,
                "inverse curvature",
                inverse.sha256(),
                entry.curvatureHash().hex());
        Broadcast<InverseCurvature> shared =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(inverse);
        requireCaps(entry, rows, stored.weights(), shared);
        LinearModel model = new LinearModel(
                stored.weights(),
                stored.dictionary(),
                entry.classes(),
                entry.curvatureHash().hex());
        return new VerifiedModel(entry, model, shared, rows);
    }

    private static void requireSame(ModelEntry entry, String what, String stored, String anchored) {
        if (!stored.equals(anchored)) {
            throw new RefusedException(
                    what + " of model " + entry.modelId() + " is " + stored + ", the ledger has " + anchored);
        }
    }

    private static JavaRDD<ModelRow> rows(
            SparkSession spark, ModelEntry entry, int dimension, AttributeRequest request) {
        List<String> classes = entry.classes();
        JavaRDD<ModelRow> read = ModelStore.of(spark)
                .rows(entry.modelId())
                .selectExpr(ModelRow.COLUMNS)
                .toJavaRDD()
                .map(row -> ModelRow.of(row, classes, dimension));
        int partitions = request.partitions() > 0
                ? request.partitions()
                : 2 * spark.sparkContext().defaultParallelism();
        long seed = request.shuffleSeed();
        return seed == 0 ? read.repartition(partitions) : read.sortBy(row -> scattered(row, seed), true, partitions);
    }

    /** A key that puts rows into an arbitrary order, another one for each seed. */
    private static long scattered(ModelRow row, long seed) {
        long mixed = (seed + row.rowId().hashCode()) * 0x9e3779b97f4a7c15L;
        return (mixed ^ (mixed >>> 32)) * 0xbf58476d1ce4e5b9L;
    }

    private static StepSums sums(JavaRDD<ModelRow> rows, Weights weights) {
        FlatMapFunction<Iterator<ModelRow>, StepSums> partial = part -> {
            StepSums sums = new StepSums(weights.shape());
            while (part.hasNext()) {
                ModelRow row = part.next();
                int[] residuals = weights.residuals(row.labelled());
                if (!Arrays.equals(residuals, row.residuals())) {
                    throw new RefusedException("models.rows row " + row.rowId() + " has residuals "
                            + Arrays.toString(row.residuals()) + ", its features give " + Arrays.toString(residuals));
                }
                sums.add(weights, row.labelled());
            }
            return List.of(sums).iterator();
        };
        return rows.mapPartitions(partial)
                .treeReduce(
                        (left, right) -> {
                            left.merge(right);
                            return left;
                        },
                        TREE_DEPTH);
    }

    private static void requireCaps(
            ModelEntry entry, JavaRDD<ModelRow> rows, Weights weights, Broadcast<InverseCurvature> inverse) {
        long median = Long.parseLong(entry.medianSigma());
        FlatMapFunction<Iterator<ModelRow>, Long> roots =
                part -> new Blocks<>(part, block -> roots(block, weights, inverse.value(), median));
        List<Long> all = rows.mapPartitions(roots).collect();
        long found = SelfInfluence.lowerMedian(
                all.stream().mapToLong(Long::longValue).toArray());
        requireSame(entry, "median self-influence", Long.toString(found), entry.medianSigma());
    }

    private static List<Long> roots(List<ModelRow> block, Weights weights, InverseCurvature inverse, long median) {
        long[] roots = SelfInfluence.roots(block(block, weights), inverse);
        List<Long> result = new ArrayList<>();
        for (int i = 0; i < roots.length; i++) {
            int cap = ScaleCap.factor(median, roots[i]);
            if (cap != block.get(i).cap()) {
                throw new RefusedException("models.rows row " + block.get(i).rowId() + " has the cap "
                        + block.get(i).cap() + ", its self-influence gives " + cap);
            }
            result.add(roots[i]);
        }
        return result;
    }

    /** Rows as a kernel's block, with their stored residuals. */
    static RowBlock block(List<ModelRow> rows, Weights weights) {
        return RowBlock.of(
                weights.shape(),
                rows.stream().map(row -> row.labelled().features()).toList(),
                rows.stream().map(ModelRow::residuals).toList());
    }

    /** The ledger's entry. */
    ModelEntry entry() {
        return entry;
    }

    /** Weights, dictionary and labels. */
    LinearModel model() {
        return model;
    }

    /** The inverse curvature for tasks. */
    Broadcast<InverseCurvature> sharedInverse() {
        return sharedInverse;
    }

    /** The rows, dealt as the request says. */
    JavaRDD<ModelRow> rows() {
        return rows;
    }

    @Override
    public void close() {
        rows.unpersist(false);
        sharedInverse.unpersist();
    }
}
