// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.tributary.influence.provenance.ChainRecord;
import io.tributary.protocol.record.DuplicateRecord;
import io.tributary.tables.DatanetTables;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a version adds to its Datanet, in the columns of the tables.
 *
 * @param records new canonical records, columns of {@link DatanetTables#records}
 * @param duplicates new duplicates, columns of {@link DatanetTables#DUPLICATES_TABLE}
 * @param prints what later versions compare with, columns of {@link DatanetTables#PRINTS_TABLE}
 * @param release frees what the rule for duplicates keeps
 */
record PublishVersion(Dataset<Row> records, Dataset<Row> duplicates, Dataset<Row> prints, Runnable release) {
    private static final StructType DUPLICATES = new StructType(new StructField[] {
        DataTypes.createStructField(DatanetTables.DATANET, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.VERSION, DataTypes.IntegerType, false),
        DataTypes.createStructField(DatanetTables.RECORD_ID, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.CANONICAL_RECORD_ID, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.CONTRIBUTOR, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.LEAF_HASH, DataTypes.StringType, false)
    });

    /**
     * What the versions before left.
     *
     * @param records their canonical records
     * @param count number of them, from which the new ones are numbered on
     * @param prints their rows of {@link DatanetTables#PRINTS_TABLE}
     * @param ancestors by new edit the texts that it goes back to
     */
    record Earlier(Dataset<Row> records, long count, Dataset<Row> prints, Map<String, Set<String>> ancestors) {
        /** Copies the map. */
        Earlier {
            ancestors = Map.copyOf(ancestors);
        }
    }

    /**
     * Divides accepted records into canonical ones and duplicates, by the rule that the request names.
     *
     * @param accepted records in columns of {@link PublishUnseal#SCHEMA}
     */
    static PublishVersion of(SparkSession spark, PublishRequest request, Dataset<Row> accepted, Earlier earlier) {
        Column text = col(DatanetTables.KIND).notEqual(ChainRecord.LABEL);
        NearDuplicates.Found found = NearDuplicates.of(request.duplicates())
                .find(
                        earlier.records()
                                .where(text)
                                .select(
                                        DatanetTables.RECORD_ID,
                                        DatanetTables.TEXT,
                                        DatanetTables.VERSION,
                                        DatanetTables.SUBMISSION_ORDER),
                        earlier.prints(),
                        accepted.where(text)
                                .select(NearDuplicates.RECORD_ID, NearDuplicates.TEXT, NearDuplicates.SUBMISSION),
                        earlier.ancestors());
        Dataset<Row> repeated = found.duplicates().cache();
        Dataset<Row> canonical = accepted.join(repeated, new String[] {NearDuplicates.RECORD_ID}, "left_anti");
        return new PublishVersion(
                records(spark, request, canonical, earlier.count()),
                duplicates(request, accepted, repeated).cache(),
                prints(request, found.prints()),
                () -> {
                    repeated.unpersist();
                    found.release().run();
                });
    }

    private static Dataset<Row> prints(PublishRequest request, Dataset<Row> prints) {
        Column[] columns = DatanetTables.PRINTS_TABLE.schema().columns().stream()
                .map(field -> column(request, field.name()))
                .toArray(Column[]::new);
        return prints.select(columns);
    }

    /** Numbers in submission order. Only the places are sorted, in one array for all, and no row is moved. */
    private static Dataset<Row> records(
            SparkSession spark, PublishRequest request, Dataset<Row> canonical, long firstOrder) {
        long[] submissions = canonical.select(NearDuplicates.SUBMISSION).as(Encoders.LONG()).collectAsList().stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        Broadcast<long[]> sorted =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(submissions);
        UDF1<Long, Long> order = submission -> {
            int place = Arrays.binarySearch(sorted.value(), submission);
            if (place < 0) {
                throw new IllegalStateException("submission " + submission + " was not there when numbering");
            }
            return firstOrder + place;
        };
        UserDefinedFunction numbered = udf(order, DataTypes.LongType).asNonNullable();
        Dataset<Row> rows =
                canonical.withColumn(DatanetTables.SUBMISSION_ORDER, numbered.apply(col(NearDuplicates.SUBMISSION)));
        Column[] columns = DatanetTables.records(request.datanet()).schema().columns().stream()
                .map(field -> column(request, field.name()))
                .toArray(Column[]::new);
        return rows.select(columns);
    }

    private static Column column(PublishRequest request, String name) {
        if (name.equals(DatanetTables.DATANET)) {
            return lit(request.datanet()).as(name);
        }
        return name.equals(DatanetTables.VERSION) ? lit(request.version()).as(name) : col(name);
    }

    private static Dataset<Row> duplicates(PublishRequest request, Dataset<Row> accepted, Dataset<Row> found) {
        String datanet = request.datanet();
        int version = request.version();
        MapFunction<Row, Row> leaf = row -> {
            DuplicateRecord duplicate = new DuplicateRecord(row.getString(0), row.getString(1), datanet);
            return RowFactory.create(
                    datanet,
                    version,
                    duplicate.recordId(),
                    duplicate.canonicalRecordId(),
                    row.getString(2),
                    duplicate.leafHash().hex());
        };
        return found.join(accepted, NearDuplicates.RECORD_ID)
                .select(DatanetTables.RECORD_ID, DatanetTables.CANONICAL_RECORD_ID, DatanetTables.CONTRIBUTOR)
                .map(leaf, Encoders.row(DUPLICATES));
    }

    /** Frees the memory that the rows were kept in. */
    void unpersist() {
        duplicates.unpersist();
        release.run();
    }
}
