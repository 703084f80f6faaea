// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.tributary.influence.Dictionary;
import io.tributary.influence.duplicate.FirstWords;
import io.tributary.influence.duplicate.SaidWindow;
import io.tributary.influence.duplicate.SaidWindows;
import io.tributary.influence.duplicate.WordWeights;
import io.tributary.protocol.record.CreditLine;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.ModelTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rule {@link FirstWords} over a whole version: what was said goes out in parts of bounded size, and every task looks its own passages up
 * in a part. A passage repeats others if it does so in one of the parts, so no order and no partitioning can matter.
 */
final class FirstWordsFilter {
    /** Windows in a part: some ten megabytes. */
    private static final int WINDOWS_PER_PART = 8192;

    private static final StructType KEY = new StructType(new StructField[] {
        PassageCut.field(ModelTables.CONTRIBUTOR, DataTypes.StringType),
        PassageCut.field(ModelTables.LABEL, DataTypes.StringType),
        PassageCut.field(ModelTables.ROW_INDEX, DataTypes.IntegerType)
    });

    private FirstWordsFilter() {}

    /**
     * The passages, as {@link PassageCut} makes them, that do not repeat what another contributor of the version said first.
     *
     * @param rows how many passages there are
     * @param lines the lines that several contributors have a part in, by id: nobody who has one in the words is another
     */
    static Dataset<Row> keep(
            DatanetVersion version, Dataset<Row> passages, long rows, Map<String, CreditLine> lines, int partitions) {
        Map<String, Set<String>> writers = new HashMap<>();
        lines.forEach((id, line) ->
                writers.put(id, new TreeSet<>(line.of(CreditLine.DATA).keySet())));
        Map<String, Long> counts = DictionaryChoice.heldByTwo(passages);
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(passages.sparkSession().sparkContext());
        Broadcast<WordWeights> weights =
                context.broadcast(new WordWeights(counts, rows, Dictionary.select(counts, rows)));
        Dataset<Row> asked = ordered(version, passages);
        List<Row> repeated = new ArrayList<>();
        List<SaidWindow> part = new ArrayList<>();
        Iterator<SaidWindow> windows = windows(version, weights, partitions).toLocalIterator();
        while (windows.hasNext()) {
            part.add(windows.next());
            if (part.size() == WINDOWS_PER_PART || !windows.hasNext()) {
                Broadcast<FirstWords> said = context.broadcast(new FirstWords(weights.value(), part));
                repeated.addAll(repeated(asked, weights, said, writers));
                said.destroy();
                part.clear();
            }
        }
        Dataset<Row> left = passages.sparkSession().createDataFrame(repeated, KEY);
        return passages.join(broadcast(left), KEY.fieldNames(), "left_anti");
    }

    /** Passages with the place in the log of the record that they begin in. */
    private static Dataset<Row> ordered(DatanetVersion version, Dataset<Row> passages) {
        return passages.select(
                        ModelTables.CONTRIBUTOR,
                        ModelTables.LABEL,
                        ModelTables.ROW_INDEX,
                        ModelTables.FIRST_RECORD_ID,
                        PassageCut.TOKENS)
                .join(
                        version.records()
                                .select(
                                        col(DatanetTables.RECORD_ID).as(ModelTables.FIRST_RECORD_ID),
                                        col(DatanetTables.SUBMISSION_ORDER)),
                        ModelTables.FIRST_RECORD_ID)
                .select(
                        ModelTables.CONTRIBUTOR,
                        ModelTables.LABEL,
                        ModelTables.ROW_INDEX,
                        DatanetTables.SUBMISSION_ORDER,
                        PassageCut.TOKENS);
    }

    private static List<Row> repeated(
            Dataset<Row> asked,
            Broadcast<WordWeights> weights,
            Broadcast<FirstWords> said,
            Map<String, Set<String>> writers) {
        FilterFunction<Row> repeats = passage -> {
            String contributor = passage.getString(0);
            return said.value()
                    .repeats(
                            writers.getOrDefault(contributor, Set.of(contributor)),
                            weights.value().bag(passage.getList(4)),
                            passage.getLong(3));
        };
        return asked.filter(repeats)
                .select(ModelTables.CONTRIBUTOR, ModelTables.LABEL, ModelTables.ROW_INDEX)
                .collectAsList();
    }

    /** What each contributor said under each label of his own, as he gave it. */
    private static Dataset<SaidWindow> windows(DatanetVersion version, Broadcast<WordWeights> weights, int partitions) {
        MapPartitionsFunction<Row, SaidWindow> cut = records -> {
            List<SaidWindow> windows = new ArrayList<>();
            SaidWindows stream = new SaidWindows(weights.value(), "");
            Row last = null;
            while (records.hasNext()) {
                Row record = records.next();
                if (last == null
                        || !last.getString(0).equals(record.getString(0))
                        || !last.getString(1).equals(record.getString(1))) {
                    windows.addAll(stream.finish());
                    stream = new SaidWindows(weights.value(), record.getString(0));
                }
                stream.add(record.getLong(2), record.getString(3));
                last = record;
            }
            windows.addAll(stream.finish());
            return windows.iterator();
        };
        return version.records()
                .select(
                        DatanetTables.CONTRIBUTOR,
                        DatanetTables.LABEL,
                        DatanetTables.SUBMISSION_ORDER,
                        DatanetTables.TEXT)
                .repartition(partitions, col(DatanetTables.CONTRIBUTOR), col(DatanetTables.LABEL))
                .sortWithinPartitions(DatanetTables.CONTRIBUTOR, DatanetTables.LABEL, DatanetTables.SUBMISSION_ORDER)
                .mapPartitions(cut, Encoders.javaSerialization(SaidWindow.class));
    }
}
