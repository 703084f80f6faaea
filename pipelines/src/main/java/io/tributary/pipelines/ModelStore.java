// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;

import io.tributary.influence.Dictionary;
import io.tributary.influence.Shape;
import io.tributary.influence.Weights;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.tables.ModelTables;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads and writes {@code models.versions} and {@code models.rows}. Rows are written first; a model exists once its
 * version row does, so a run that is killed in between is simply run again.
 */
public final class ModelStore {
    private static final int RECORD_BYTES_MAX = 1 << 20;
    private static final StructType VERSION = new StructType(new StructField[] {
        PassageCut.field(ModelTables.MODEL_ID, DataTypes.StringType),
        PassageCut.field(ModelTables.NAME, DataTypes.StringType),
        PassageCut.field(ModelTables.DATANET, DataTypes.StringType),
        PassageCut.field(ModelTables.VERSION, DataTypes.IntegerType),
        PassageCut.field(ModelTables.DATASET_ROOT, DataTypes.StringType),
        PassageCut.field(ModelTables.TRAINER, DataTypes.StringType),
        PassageCut.field(ModelTables.LAMBDA_Q24, DataTypes.IntegerType),
        PassageCut.field(ModelTables.CLASSES, DataTypes.createArrayType(DataTypes.StringType)),
        PassageCut.field(ModelTables.DICTIONARY, DataTypes.BinaryType),
        PassageCut.field(ModelTables.FEATURE_SPEC_HASH, DataTypes.StringType),
        PassageCut.field(ModelTables.THETA, DataTypes.BinaryType),
        PassageCut.field(ModelTables.WEIGHTS_HASH, DataTypes.StringType),
        PassageCut.field(ModelTables.START_THETA, DataTypes.BinaryType),
        PassageCut.field(ModelTables.K_HASH, DataTypes.StringType),
        PassageCut.field(ModelTables.MEDIAN_SIGMA, DataTypes.StringType),
        PassageCut.field(ModelTables.EVAL_PPM, DataTypes.IntegerType),
        PassageCut.field(ModelTables.GATE_PASSED, DataTypes.BooleanType),
        PassageCut.field(ModelTables.ROWS, DataTypes.LongType),
        PassageCut.field(ModelTables.TRAINING_RECORD, DataTypes.StringType),
        PassageCut.field(ModelTables.MODEL_RECORD, DataTypes.StringType)
    });

    private final SparkSession spark;

    private ModelStore(SparkSession spark) {
        this.spark = spark;
    }

    /** The store of a session's lake. */
    public static ModelStore of(SparkSession spark) {
        return new ModelStore(spark);
    }

    /**
     * A model as stored.
     *
     * @param training what it was trained from
     * @param model its ledger entry
     * @param weights the final weights
     * @param dictionary the vocabulary of its features
     * @param start the anchored start; zero weights for {@code newton}
     * @param rows number of training rows
     */
    public record StoredModel(
            TrainingEntry training,
            ModelEntry model,
            Weights weights,
            Dictionary dictionary,
            Weights start,
            long rows) {}

    /** The model of that id, empty if there is none. */
    public Optional<StoredModel> find(String modelId) {
        return versions(col(ModelTables.MODEL_ID).equalTo(modelId)).stream().findFirst();
    }

    /** The models that satisfy a condition on {@code models.versions}, by id. */
    List<StoredModel> versions(org.apache.spark.sql.Column condition) {
        return spark
                .table(name(ModelTables.VERSIONS_TABLE.qualifiedName()))
                .where(condition)
                .orderBy(ModelTables.MODEL_ID)
                .collectAsList()
                .stream()
                .map(ModelStore::stored)
                .toList();
    }

    /** The training rows of a model. */
    public Dataset<Row> rows(String modelId) {
        return spark.table(name(ModelTables.ROWS_TABLE.qualifiedName()))
                .where(col(ModelTables.MODEL_ID).equalTo(modelId));
    }

    /** Writes a model's rows and then its version, in place of what an earlier run of the same training left. */
    void write(StoredModel stored, Dataset<Row> rows) {
        ModelEntry model = stored.model();
        TrainingEntry training = stored.training();
        boolean fromZero = training.startHash().isEmpty();
        Row version = RowFactory.create(
                model.modelId(),
                training.name(),
                training.datanet(),
                Math.toIntExact(training.version()),
                training.datasetRoot().hex(),
                training.trainer(),
                Math.toIntExact(training.lambdaQ24()),
                model.classes().toArray(String[]::new),
                stored.dictionary().bytes(),
                model.featureSpec().hex(),
                stored.weights().bytes(),
                model.weightsHash().hex(),
                fromZero ? new byte[0] : stored.start().bytes(),
                model.curvatureHash().hex(),
                model.medianSigma(),
                Math.toIntExact(model.evalPpm()),
                model.gatePassed(),
                stored.rows(),
                training.toJson().toString(),
                model.toJson().toString());
        overwrite(ModelTables.ROWS_TABLE.qualifiedName(), rows, model.modelId());
        overwrite(
                ModelTables.VERSIONS_TABLE.qualifiedName(),
                spark.createDataFrame(List.of(version), VERSION),
                model.modelId());
    }

    private void overwrite(String table, Dataset<Row> rows, String modelId) {
        try {
            rows.writeTo(name(table)).overwrite(col(ModelTables.MODEL_ID).equalTo(modelId));
        } catch (NoSuchTableException e) {
            throw new ConflictException("table " + table + " vanished while it was written", e);
        }
    }

    private static StoredModel stored(Row row) {
        TrainingEntry training = TrainingEntry.of(json(row.getAs(ModelTables.TRAINING_RECORD)));
        ModelEntry model = ModelEntry.of(json(row.getAs(ModelTables.MODEL_RECORD)));
        Dictionary dictionary = Dictionary.ofBytes(row.getAs(ModelTables.DICTIONARY));
        Shape shape = Shape.of(model.classes().size(), dictionary, Math.toIntExact(training.lambdaQ24()));
        byte[] start = row.getAs(ModelTables.START_THETA);
        return new StoredModel(
                training,
                model,
                Weights.ofBytes(shape, row.getAs(ModelTables.THETA)),
                dictionary,
                start.length == 0 ? Weights.zero(shape) : Weights.ofBytes(shape, start),
                row.<Long>getAs(ModelTables.ROWS));
    }

    private static io.tributary.protocol.canonical.JsonObject json(String text) {
        return CanonicalJson.parse(text.getBytes(StandardCharsets.UTF_8), RECORD_BYTES_MAX);
    }

    private static String name(String table) {
        return LakeSession.CATALOG + "." + table;
    }
}
