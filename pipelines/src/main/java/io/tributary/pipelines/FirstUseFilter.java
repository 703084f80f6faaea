// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.tributary.influence.duplicate.FirstUse;
import io.tributary.influence.duplicate.PlacedTokens;
import io.tributary.protocol.record.CreditLine;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.ModelTables;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rule {@link FirstUse} over a whole version. It asks for the earliest record of a phrase and for numbers of phrases, so no order of rows
 * can matter. A phrase that one contributor alone says is asked for, too: a passage of somebody else can have it across two of his documents,
 * or in a text that was edited.
 */
final class FirstUseFilter {
    private static final String PHRASE = "phrase";
    private static final String PHRASES = "phrases";
    private static final String OWNER = "owner";
    private static final String SAID_AT = "said_at";
    private static final String ASKED_AT = "asked_at";
    private static final String FOREIGN = "foreign";
    private static final String[] PASSAGE = {ModelTables.CONTRIBUTOR, ModelTables.LABEL, ModelTables.ROW_INDEX};

    private static final StructType SAID = new StructType(new StructField[] {
        PassageCut.field(PHRASE, DataTypes.LongType),
        PassageCut.field(DatanetTables.SUBMISSION_ORDER, DataTypes.LongType),
        PassageCut.field(DatanetTables.CONTRIBUTOR, DataTypes.StringType)
    });

    private static final StructType ASKED = new StructType(new StructField[] {
        PassageCut.field(ModelTables.CONTRIBUTOR, DataTypes.StringType),
        PassageCut.field(ModelTables.LABEL, DataTypes.StringType),
        PassageCut.field(ModelTables.ROW_INDEX, DataTypes.IntegerType),
        PassageCut.field(PHRASE, DataTypes.LongType),
        PassageCut.field(ASKED_AT, DataTypes.LongType),
        PassageCut.field(PHRASES, DataTypes.IntegerType)
    });

    private FirstUseFilter() {}

    /**
     * The passages, as {@link PassageCut} makes them, that do not repeat what other contributors of the version said first.
     *
     * @param lines the lines that several contributors have a part in, by id: nobody who has one in the words is another
     */
    static Dataset<Row> keep(DatanetVersion version, Dataset<Row> passages, Map<String, CreditLine> lines) {
        return passages.join(repeated(version, passages, lines), PASSAGE, "left_anti");
    }

    private static Dataset<Row> repeated(DatanetVersion version, Dataset<Row> passages, Map<String, CreditLine> lines) {
        Map<String, Set<String>> writers = new HashMap<>();
        lines.forEach((id, line) ->
                writers.put(id, new HashSet<>(line.of(CreditLine.DATA).keySet())));
        FilterFunction<Row> another = row -> !writers.getOrDefault(row.<String>getAs(ModelTables.CONTRIBUTOR), Set.of())
                .contains(row.<String>getAs(OWNER));
        FilterFunction<Row> repeats = row -> FirstUse.repeats(row.<Long>getAs(FOREIGN), row.<Integer>getAs(PHRASES));
        return asked(passages)
                .join(owners(version), PHRASE)
                .where(col(OWNER)
                        .notEqual(col(ModelTables.CONTRIBUTOR))
                        .and(col(SAID_AT).lt(col(ASKED_AT))))
                .filter(another)
                .groupBy(Arrays.stream(PASSAGE).map(name -> col(name)).toArray(Column[]::new))
                .agg(count(lit(1)).as(FOREIGN), first(PHRASES).as(PHRASES))
                .filter(repeats)
                .drop(FOREIGN, PHRASES);
    }

    /** Every phrase with the contributor who said it first, and where. */
    private static Dataset<Row> owners(DatanetVersion version) {
        FlatMapFunction<Row, Row> say = record -> Arrays.stream(FirstUse.said(record.getString(2)))
                .mapToObj(phrase -> RowFactory.create(phrase, record.getLong(0), record.getString(1)))
                .iterator();
        return version.records()
                .select(DatanetTables.SUBMISSION_ORDER, DatanetTables.CONTRIBUTOR, DatanetTables.TEXT)
                .flatMap(say, Encoders.row(SAID))
                .groupBy(PHRASE)
                .agg(min(struct(DatanetTables.SUBMISSION_ORDER, DatanetTables.CONTRIBUTOR))
                        .as(OWNER))
                .select(
                        col(PHRASE),
                        col(OWNER).getField(DatanetTables.CONTRIBUTOR).as(OWNER),
                        col(OWNER).getField(DatanetTables.SUBMISSION_ORDER).as(SAID_AT));
    }

    private static Dataset<Row> asked(Dataset<Row> passages) {
        FlatMapFunction<Row, Row> ask = passage -> {
            Map<Long, Long> phrases = new PlacedTokens(passage.getList(3), passage.getList(4)).phrases();
            return phrases.entrySet().stream()
                    .map(phrase -> RowFactory.create(
                            passage.getString(0),
                            passage.getString(1),
                            passage.getInt(2),
                            phrase.getKey(),
                            phrase.getValue(),
                            phrases.size()))
                    .iterator();
        };
        return passages.select(
                        ModelTables.CONTRIBUTOR,
                        ModelTables.LABEL,
                        ModelTables.ROW_INDEX,
                        PassageCut.TOKENS,
                        PassageCut.ORDERS)
                .flatMap(ask, Encoders.row(ASKED));
    }
}
