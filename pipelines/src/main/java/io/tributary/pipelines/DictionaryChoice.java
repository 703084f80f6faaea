// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.tributary.influence.Dictionary;
import io.tributary.influence.DocumentFrequencies;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Chooses the dictionary: partitions count in how many of their passages each token occurs, Spark sums the counts, the
 * driver selects. Only tokens that can still be selected reach the driver.
 */
final class DictionaryChoice {
    private static final String TOKEN = "token";
    private static final String COUNT = "passages";
    private static final StructType COUNTS = new StructType(new StructField[] {
        PassageCut.field(TOKEN, DataTypes.StringType), PassageCut.field(COUNT, DataTypes.LongType)
    });
    private static final int PASSAGES_PER_OCCURRENCE = 8;

    private DictionaryChoice() {}

    /** The dictionary of these passages. */
    static Dictionary of(Dataset<Row> passages, long rows) {
        Map<String, Long> counts = new HashMap<>();
        counted(passages)
                .where(col(COUNT).leq(lit(rows / PASSAGES_PER_OCCURRENCE)))
                // Spark orders strings by their UTF-8 bytes, which is the order of the method.
                .orderBy(col(COUNT).desc(), col(TOKEN).asc())
                .limit(Dictionary.TOKENS_MAX)
                .collectAsList()
                .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
        return Dictionary.select(counts, rows);
    }

    /** In how many passages each token is that two passages hold or more. */
    static Map<String, Long> heldByTwo(Dataset<Row> passages) {
        Map<String, Long> counts = new HashMap<>();
        counted(passages)
                .where(col(COUNT).geq(lit(2)))
                .collectAsList()
                .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
        return counts;
    }

    private static Dataset<Row> counted(Dataset<Row> passages) {
        MapPartitionsFunction<Row, Row> count = DictionaryChoice::count;
        return passages.select(PassageCut.TOKENS)
                .mapPartitions(count, Encoders.row(COUNTS))
                .groupBy(TOKEN)
                .agg(sum(COUNT).as(COUNT));
    }

    private static Iterator<Row> count(Iterator<Row> passages) {
        DocumentFrequencies frequencies = new DocumentFrequencies();
        passages.forEachRemaining(passage -> frequencies.add(passage.getList(0)));
        return frequencies.counts().entrySet().stream()
                .map(entry -> RowFactory.create(entry.getKey(), entry.getValue()))
                .iterator();
    }
}
