// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.tributary.influence.Dictionary;
import io.tributary.influence.duplicate.Accusation;
import io.tributary.influence.duplicate.FirstWords;
import io.tributary.influence.duplicate.PlacedTokens;
import io.tributary.influence.duplicate.SaidWindow;
import io.tributary.influence.duplicate.SaidWindows;
import io.tributary.influence.duplicate.WordWeights;
import io.tributary.protocol.record.CreditLine;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.ModelTables;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rule {@link FirstWords} over a whole version: what was said goes out in parts of bounded size, and every task looks its own passages up
 * in a part. What a window has against a passage then goes out to the windows of the passage's own writers. Either is decided by single
 * windows, so no order and no partitioning can matter.
 */
final class FirstWordsFilter {
    /** Windows in a part: some ten megabytes. */
    private static final int WINDOWS_PER_PART = 8192;

    /** Accusations in a part: some fifty megabytes. */
    private static final int ACCUSATIONS_PER_PART = 1 << 15;

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
        JavaRDD<SaidWindow> windows = windows(version, weights, partitions).toJavaRDD();
        List<Accused> accused = accused(context, passages, windows, weights, writers);
        List<Row> repeated = new ArrayList<>();
        for (int from = 0; from < accused.size(); from += ACCUSATIONS_PER_PART) {
            List<Accused> part = accused.subList(from, Math.min(from + ACCUSATIONS_PER_PART, accused.size()));
            Set<Integer> excused = excused(context, part, windows, weights);
            for (int at = 0; at < part.size(); at++) {
                if (!excused.contains(at)) {
                    repeated.add(part.get(at).key());
                }
            }
        }
        Dataset<Row> left = passages.sparkSession().createDataFrame(repeated, KEY);
        return passages.join(broadcast(left), KEY.fieldNames(), "left_anti");
    }

    /** A passage that a window has something against. */
    private record Accused(String contributor, String label, int rowIndex, Set<String> writers, Accusation accusation)
            implements Serializable {
        Row key() {
            return RowFactory.create(contributor, label, rowIndex);
        }
    }

    private static List<Accused> accused(
            JavaSparkContext context,
            Dataset<Row> passages,
            JavaRDD<SaidWindow> windows,
            Broadcast<WordWeights> weights,
            Map<String, Set<String>> writers) {
        JavaRDD<Row> asked = passages.select(
                        ModelTables.CONTRIBUTOR,
                        ModelTables.LABEL,
                        ModelTables.ROW_INDEX,
                        PassageCut.TOKENS,
                        PassageCut.ORDERS)
                .toJavaRDD();
        List<Accused> accused = new ArrayList<>();
        List<SaidWindow> part = new ArrayList<>();
        Iterator<SaidWindow> all = windows.toLocalIterator();
        while (all.hasNext()) {
            part.add(all.next());
            if (part.size() == WINDOWS_PER_PART || !all.hasNext()) {
                Broadcast<FirstWords> said = context.broadcast(new FirstWords(weights.value(), part));
                FlatMapFunction<Row, Accused> ask = passage -> {
                    String contributor = passage.getString(0);
                    Set<String> own = writers.getOrDefault(contributor, Set.of(contributor));
                    PlacedTokens tokens = new PlacedTokens(passage.getList(3), passage.getList(4));
                    return said.value().accusations(own, weights.value().bag(tokens)).stream()
                            .map(accusation ->
                                    new Accused(contributor, passage.getString(1), passage.getInt(2), own, accusation))
                            .iterator();
                };
                accused.addAll(asked.flatMap(ask).collect());
                said.destroy();
                part.clear();
            }
        }
        return accused;
    }

    /** Which of these accusations fall, since a window of the passage's own writers held the words before. */
    private static Set<Integer> excused(
            JavaSparkContext context,
            List<Accused> accused,
            JavaRDD<SaidWindow> windows,
            Broadcast<WordWeights> weights) {
        HashMap<String, List<Integer>> byWriter = new HashMap<>();
        for (int at = 0; at < accused.size(); at++) {
            for (String writer : accused.get(at).writers()) {
                byWriter.computeIfAbsent(writer, none -> new ArrayList<>()).add(at);
            }
        }
        Broadcast<List<Accused>> against = context.broadcast(new ArrayList<>(accused));
        Broadcast<Map<String, List<Integer>>> places = context.broadcast(byWriter);
        FlatMapFunction<SaidWindow, Integer> excuse =
                own -> places.value().getOrDefault(own.contributor(), List.of()).stream()
                        .filter(at -> against.value().get(at).accusation().excusedBy(own, weights.value()))
                        .iterator();
        Set<Integer> excused = new HashSet<>(windows.flatMap(excuse).distinct().collect());
        against.destroy();
        places.destroy();
        return excused;
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
