// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.record.CreditLine;
import io.tributary.tables.DatanetTables;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What labels and edits make of the records of a version, as publish wrote it. */
public final class Credits {
    /** Columns of {@link DatanetTables#CREDITS_TABLE}. */
    static final StructType SCHEMA = new StructType(new StructField[] {
        DataTypes.createStructField(DatanetTables.DATANET, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.VERSION, DataTypes.IntegerType, false),
        DataTypes.createStructField(DatanetTables.RECORD_ID, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.LINE, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.LABEL, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.REASON, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.CREDIT, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.SOURCES, DataTypes.createArrayType(DataTypes.StringType), false)
    });

    /** Columns of {@link DatanetTables#PARTS_TABLE}. */
    static final StructType PARTS_SCHEMA = new StructType(new StructField[] {
        DataTypes.createStructField(DatanetTables.DATANET, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.VERSION, DataTypes.IntegerType, false),
        DataTypes.createStructField(DatanetTables.LINE, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.CONTRIBUTOR, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.ROLE, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.BASIS_POINTS, DataTypes.IntegerType, false)
    });

    private static final int LINE_BYTES_MAX = 1 << 24;

    private Credits() {}

    /** The rows of one version; none in a lake of an earlier release. */
    static Dataset<Row> of(SparkSession spark, String datanet, long version) {
        String table = LakeSession.CATALOG + "." + DatanetTables.CREDITS_TABLE.qualifiedName();
        if (!spark.catalog().tableExists(table)) {
            return spark.createDataFrame(new ArrayList<>(), SCHEMA);
        }
        return spark.table(table)
                .where(col(DatanetTables.DATANET)
                        .equalTo(datanet)
                        .and(col(DatanetTables.VERSION).equalTo(version)));
    }

    /** Rows of {@link DatanetTables#PARTS_TABLE}: every part of every line among these credits, each once. */
    static List<Row> parts(Dataset<Row> credits) {
        Map<String, Row> parts = new TreeMap<>();
        for (Row row : credits.where(col(DatanetTables.CREDIT).notEqual(""))
                .select(DatanetTables.DATANET, DatanetTables.VERSION, DatanetTables.LINE, DatanetTables.CREDIT)
                .collectAsList()) {
            if (CreditLine.isLine(row.getString(2))) {
                for (CreditLine.Part part : line(row.getString(3)).parts()) {
                    parts.put(
                            String.join(" ", row.getString(2), part.contributor(), part.role()),
                            RowFactory.create(
                                    row.getString(0),
                                    row.getInt(1),
                                    row.getString(2),
                                    part.contributor(),
                                    part.role(),
                                    part.basisPoints()));
                }
            }
        }
        return List.copyOf(parts.values());
    }

    /** The lines of a version that more than one contributor has a part in, by id. */
    public static Map<String, CreditLine> lines(SparkSession spark, String datanet, long version) {
        List<Row> rows = of(spark, datanet, version)
                .where(col(DatanetTables.CREDIT).notEqual(""))
                .select(DatanetTables.LINE, DatanetTables.CREDIT)
                .distinct()
                .collectAsList();
        Map<String, CreditLine> lines = new TreeMap<>();
        for (Row row : rows) {
            if (CreditLine.isLine(row.getString(0))) {
                CreditLine line = line(row.getString(1));
                lines.put(line.id(), line);
            }
        }
        return lines;
    }

    private static CreditLine line(String json) {
        return CreditLine.of(CanonicalJson.parse(json.getBytes(StandardCharsets.UTF_8), LINE_BYTES_MAX));
    }
}
