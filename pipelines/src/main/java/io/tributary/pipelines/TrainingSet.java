// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.influence.Dictionary;
import io.tributary.influence.Features;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.Shape;
import io.tributary.influence.SparseRow;
import io.tributary.influence.StepSums;
import io.tributary.influence.Weights;
import io.tributary.tables.ModelTables;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The training rows, kept by Spark: once as table rows with their features, once as objects for the passes of training.
 * Sums over them are integers, so neither the number nor the order of the partitions shows in a result.
 */
final class TrainingSet implements AutoCloseable {
    private static final StructType SCHEMA = schema();
    private static final int TREE_DEPTH = 2;

    private final Shape shape;
    private final Dataset<Row> table;
    private final JavaRDD<LabelledRow> rows;

    private TrainingSet(Shape shape, Dataset<Row> table, JavaRDD<LabelledRow> rows) {
        this.shape = shape;
        this.table = table;
        this.rows = rows;
    }

    /**
     * Makes features of passages.
     *
     * @param passages as cut by {@link PassageCut}
     * @param classes the labels in class order
     * @param partitions parts that a pass is dealt to
     */
    static TrainingSet of(
            Dataset<Row> passages, Dictionary dictionary, List<String> classes, int lambdaQ24, int partitions) {
        MapPartitionsFunction<Row, Row> withFeatures = part -> featured(part, new Features(dictionary));
        Dataset<Row> table =
                passages.mapPartitions(withFeatures, Encoders.row(SCHEMA)).repartition(partitions);
        // Counted at once, so that the caller can let go of the passages.
        table.persist(StorageLevel.MEMORY_AND_DISK()).count();
        Shape shape = Shape.of(classes.size(), dictionary, lambdaQ24);
        JavaRDD<LabelledRow> rows = table.select(ModelTables.FEATURES, ModelTables.LABEL)
                .toJavaRDD()
                .map(row -> labelled(row, classes))
                .persist(StorageLevel.MEMORY_AND_DISK());
        return new TrainingSet(shape, table, rows);
    }

    private static Iterator<Row> featured(Iterator<Row> passages, Features features) {
        return Iterators.map(
                passages,
                passage -> RowFactory.create(
                        passage.get(0),
                        passage.get(1),
                        passage.get(2),
                        passage.get(3),
                        passage.get(4),
                        passage.get(5),
                        passage.get(6),
                        passage.get(7),
                        features.row(passage.getList(8)).toDense()));
    }

    private static StructType schema() {
        StructField[] fields = PassageCut.SCHEMA.fields().clone();
        fields[fields.length - 1] = PassageCut.field(ModelTables.FEATURES, DataTypes.BinaryType);
        return new StructType(fields);
    }

    private static LabelledRow labelled(Row row, List<String> classes) {
        return new LabelledRow(SparseRow.ofDense(row.getAs(0)), classes.indexOf(row.getString(1)));
    }

    /** Shape of the model that fits these rows. */
    Shape shape() {
        return shape;
    }

    /** Passage columns and {@link ModelTables#FEATURES}. */
    Dataset<Row> table() {
        return table;
    }

    /** Features and classes. */
    JavaRDD<LabelledRow> rows() {
        return rows;
    }

    /** Gradient and curvature sums of all rows at these weights: one pass. */
    StepSums sums(Weights weights) {
        FlatMapFunction<Iterator<LabelledRow>, StepSums> partial = part -> {
            StepSums sums = new StepSums(weights.shape());
            part.forEachRemaining(row -> sums.add(weights, row));
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

    @Override
    public void close() {
        rows.unpersist(false);
        table.unpersist(false);
    }
}
