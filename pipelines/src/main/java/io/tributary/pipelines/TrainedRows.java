// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;

import io.tributary.influence.InverseCurvature;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.OwnedRow;
import io.tributary.influence.RowBlock;
import io.tributary.influence.ScaleCap;
import io.tributary.influence.SelfInfluence;
import io.tributary.influence.SparseRow;
import io.tributary.influence.Weights;
import io.tributary.tables.ModelTables;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The rows of {@code models.rows}: every training passage with its residuals under the final weights and its scale cap.
 * The cap needs the median self-influence of all rows, so self-influence is computed first and kept.
 */
final class TrainedRows implements AutoCloseable {
    private static final String ROOT = "root";
    private static final int BLOCK_ROWS = 1024;
    private static final StructType MEASURED = measured();
    private static final StructType SCHEMA = schema();

    private final Dataset<Row> measured;
    private final long medianSigma;

    private TrainedRows(Dataset<Row> measured, long medianSigma) {
        this.measured = measured;
        this.medianSigma = medianSigma;
    }

    /** Computes residuals and self-influence of all rows. */
    static TrainedRows of(
            SparkSession spark, TrainingSet set, List<String> classes, Weights weights, InverseCurvature inverse) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<InverseCurvature> shared = context.broadcast(inverse);
        MapPartitionsFunction<Row, Row> measure = rows -> new Blocks(rows, classes, weights, shared);
        Dataset<Row> measured = set.table().mapPartitions(measure, Encoders.row(MEASURED));
        measured.persist(StorageLevel.MEMORY_AND_DISK());
        long[] roots = measured.select(ROOT).as(Encoders.LONG()).collectAsList().stream()
                .mapToLong(Long::longValue)
                .toArray();
        shared.unpersist();
        return new TrainedRows(measured, SelfInfluence.lowerMedian(roots));
    }

    /** The committed median self-influence. */
    long medianSigma() {
        return medianSigma;
    }

    /** The table rows of a model, sorted by row id within each partition. */
    Dataset<Row> table(String modelId) {
        long median = medianSigma;
        MapFunction<Row, Row> finish = row -> RowFactory.create(
                modelId,
                OwnedRow.of(row.getString(0), row.getString(1), row.getInt(2)).rowId(),
                row.get(0),
                row.get(1),
                row.get(2),
                row.get(3),
                row.get(4),
                row.get(5),
                row.get(6),
                row.get(7),
                row.get(8),
                row.get(9),
                ScaleCap.factor(median, row.getLong(10)));
        return measured.map(finish, Encoders.row(SCHEMA)).sortWithinPartitions(col(ModelTables.ROW_ID));
    }

    private static StructType measured() {
        List<StructField> fields = new ArrayList<>(List.of(PassageCut.SCHEMA.fields()));
        fields.set(fields.size() - 1, PassageCut.field(ModelTables.FEATURES, DataTypes.BinaryType));
        fields.add(PassageCut.field(ModelTables.RESIDUALS, DataTypes.BinaryType));
        fields.add(PassageCut.field(ROOT, DataTypes.LongType));
        return new StructType(fields.toArray(StructField[]::new));
    }

    private static StructType schema() {
        List<StructField> fields = new ArrayList<>();
        fields.add(PassageCut.field(ModelTables.MODEL_ID, DataTypes.StringType));
        fields.add(PassageCut.field(ModelTables.ROW_ID, DataTypes.StringType));
        fields.addAll(Arrays.asList(MEASURED.fields()).subList(0, MEASURED.length() - 1));
        fields.add(PassageCut.field(ModelTables.CAP_Q20, DataTypes.IntegerType));
        return new StructType(fields.toArray(StructField[]::new));
    }

    @Override
    public void close() {
        measured.unpersist(false);
    }

    /** Turns rows into measured rows, a block at a time. */
    private static final class Blocks implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final List<String> classes;
        private final Weights weights;
        private final Broadcast<InverseCurvature> inverse;
        private Iterator<Row> block = List.<Row>of().iterator();

        Blocks(Iterator<Row> rows, List<String> classes, Weights weights, Broadcast<InverseCurvature> inverse) {
            this.rows = rows;
            this.classes = classes;
            this.weights = weights;
            this.inverse = inverse;
        }

        @Override
        public boolean hasNext() {
            if (!block.hasNext() && rows.hasNext()) {
                block = nextBlock().iterator();
            }
            return block.hasNext();
        }

        @Override
        public Row next() {
            return block.next();
        }

        private List<Row> nextBlock() {
            List<Row> passages = new ArrayList<>();
            List<LabelledRow> labelled = new ArrayList<>();
            while (rows.hasNext() && passages.size() < BLOCK_ROWS) {
                Row row = rows.next();
                passages.add(row);
                labelled.add(new LabelledRow(SparseRow.ofDense(row.getAs(8)), classes.indexOf(row.getString(1))));
            }
            RowBlock measured = RowBlock.of(weights, labelled);
            long[] roots = SelfInfluence.roots(measured, inverse.value());
            int width = weights.shape().classes();
            List<Row> result = new ArrayList<>();
            for (int i = 0; i < roots.length; i++) {
                ByteBuffer residuals = ByteBuffer.allocate(Integer.BYTES * width);
                residuals.asIntBuffer().put(measured.residuals(), i * width, width);
                Row row = passages.get(i);
                result.add(RowFactory.create(
                        row.get(0),
                        row.get(1),
                        row.get(2),
                        row.get(3),
                        row.get(4),
                        row.get(5),
                        row.get(6),
                        row.get(7),
                        row.get(8),
                        residuals.array(),
                        roots[i]));
            }
            return result;
        }
    }
}
