// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.influence.LabelledRow;
import io.tributary.influence.Shape;
import io.tributary.influence.SparseRow;
import io.tributary.influence.Weights;
import io.tributary.protocol.error.RefusedException;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The optimum that Spark MLlib's logistic regression finds, rounded to Q8.23: an anchored start for training.
 *
 * <p>MLlib gives a constant feature the coefficient 0 without saying so, therefore the bias is left out of the features
 * and fitted as intercept. The intercept is not penalised there while the bias is here; the steps after the start settle
 * that. MLlib's last bits depend on the order of its sums, which is why the start is kept and its hash anchored.
 */
final class MllibStart {
    private static final int ITERATIONS_MAX = 200;
    private static final double TOLERANCE = 1e-6;
    private static final double LAMBDA_UNITS = 1 << 24;
    private static final double WEIGHT_UNITS = 1 << Weights.BITS;

    private MllibStart() {}

    /**
     * Fits and rounds.
     *
     * @throws RefusedException if a weight is beyond the range of Q8.23
     */
    static Weights fit(SparkSession spark, TrainingSet set) {
        Shape shape = set.shape();
        StructType schema = new StructType(new StructField[] {
            PassageCut.field("label", DataTypes.DoubleType), PassageCut.field("features", SQLDataTypes.VectorType())
        });
        double unit = 1.0 / (1 << shape.fractionBits());
        Dataset<Row> rows = spark.createDataFrame(
                        set.rows().map(row -> RowFactory.create((double) row.label(), vector(row, unit))), schema)
                .cache();
        LogisticRegressionModel model = new LogisticRegression()
                .setFamily("multinomial")
                .setRegParam(shape.lambdaQ24() / LAMBDA_UNITS)
                .setElasticNetParam(0)
                .setStandardization(false)
                .setFitIntercept(true)
                .setMaxIter(ITERATIONS_MAX)
                .setTol(TOLERANCE)
                .fit(rows);
        rows.unpersist();
        int[] theta = new int[shape.parameters()];
        int bias = shape.dimension() - 1;
        for (int c = 0; c < shape.classes(); c++) {
            for (int j = 0; j < bias; j++) {
                theta[c * shape.dimension() + j] =
                        rounded(model.coefficientMatrix().apply(c, j));
            }
            theta[c * shape.dimension() + bias] =
                    rounded(model.interceptVector().apply(c));
        }
        return Weights.of(shape, theta);
    }

    /** The row without its bias, which is the last feature. */
    private static Vector vector(LabelledRow labelled, double unit) {
        SparseRow row = labelled.features();
        int bias = row.dimension() - 1;
        int size = row.size() > 0 && row.position(row.size() - 1) == bias ? row.size() - 1 : row.size();
        int[] positions = new int[size];
        double[] values = new double[size];
        for (int t = 0; t < size; t++) {
            positions[t] = row.position(t);
            values[t] = row.value(t) * unit;
        }
        return Vectors.sparse(bias, positions, values);
    }

    private static int rounded(double weight) {
        double units = Math.floor(weight * WEIGHT_UNITS + 0.5);
        if (!(Math.abs(units) <= Integer.MAX_VALUE)) {
            throw new RefusedException("MLlib start has the weight " + weight + ", want less than 256 in size");
        }
        return (int) units;
    }
}
