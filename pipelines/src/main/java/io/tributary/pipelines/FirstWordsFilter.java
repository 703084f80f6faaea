// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.tributary.influence.Dictionary;
import io.tributary.influence.duplicate.Accusation;
import io.tributary.influence.duplicate.FirstWords;
import io.tributary.influence.duplicate.PlacedTokens;
import io.tributary.influence.duplicate.SaidIndex;
import io.tributary.influence.duplicate.SaidWindow;
import io.tributary.influence.duplicate.SaidWindows;
import io.tributary.influence.duplicate.WordBag;
import io.tributary.influence.duplicate.WordWeights;
import io.tributary.protocol.record.CreditLine;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.ModelTables;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The rule {@link FirstWords} over a whole version: what was said goes out in parts of bounded size, and every task looks its own passages up
 * in a part. What a window has against a passage, and no window of that part excuses, is then asked of all windows of the passage's own
 * writers. Either is decided by single windows, so no order and no partitioning can matter.
 *
 * <p>Copies of copies have a number of accusations that grows with its square. So no more than {@link Bounds#accusations} of them are ever
 * under way: a task hands over its share, those of one passage at most {@link Bounds#ofPassage} at a time, and goes on where it stopped when
 * these are decided. A passage that one of them stands against is asked about no more.
 */
final class FirstWordsFilter {
    private static final StructType KEY = new StructType(new StructField[] {
        PassageCut.field(ModelTables.CONTRIBUTOR, DataTypes.StringType),
        PassageCut.field(ModelTables.LABEL, DataTypes.StringType),
        PassageCut.field(ModelTables.ROW_INDEX, DataTypes.IntegerType)
    });

    private final JavaSparkContext context;
    private final Bounds bounds;
    private final Broadcast<WordWeights> weights;
    private final JavaRDD<Asked> passages;
    private final JavaRDD<SaidWindow> windows;
    private final List<BitSet> repeating = new ArrayList<>();
    private final List<Row> repeated = new ArrayList<>();

    /**
     * How much is held at a time. No result depends on it.
     *
     * @param windows in a part; 32,768 are some fifty megabytes
     * @param accusations under way; 32,768 are some fifty megabytes, and twice as many may be there
     * @param ofPassage accusations of one passage that are decided at once
     */
    record Bounds(int windows, int accusations, int ofPassage) {
        static final Bounds USUAL = new Bounds(1 << 15, 1 << 15, 16);
    }

    /** Whose passage it is. */
    private record Name(String contributor, String label, int rowIndex, Set<String> writers) implements Serializable {
        Row key() {
            return RowFactory.create(contributor, label, rowIndex);
        }
    }

    /** A passage, as all parts are asked for it. */
    private record Asked(Name name, WordBag words) implements Serializable {}

    /** What a window has against the passage at a place of a partition. */
    private record Accused(int partition, int place, Name name, Accusation accusation) implements Serializable {}

    /**
     * How far a partition's passages were looked up in a part.
     *
     * @param next place of the first passage that was not
     * @param begun those before it that were looked up in a beginning of the part, each with the window to go on at
     */
    private record Progress(int next, TreeMap<Integer, Integer> begun) implements Serializable {
        static final Progress NONE = new Progress(0, new TreeMap<>());
    }

    /** What a task comes back with. */
    private record Heard(int partition, List<Accused> accused, Progress progress, boolean done)
            implements Serializable {}

    private FirstWordsFilter(
            JavaSparkContext context,
            Bounds bounds,
            Broadcast<WordWeights> weights,
            JavaRDD<Asked> passages,
            JavaRDD<SaidWindow> windows) {
        this.context = context;
        this.bounds = bounds;
        this.weights = weights;
        this.passages = passages;
        this.windows = windows;
        for (int partition = 0; partition < passages.getNumPartitions(); partition++) {
            repeating.add(new BitSet());
        }
    }

    /**
     * The passages, as {@link PassageCut} makes them, that do not repeat what another contributor of the version said first.
     *
     * @param rows how many passages there are
     * @param lines the lines that several contributors have a part in, by id: nobody who has one in the words is another
     */
    static Dataset<Row> keep(
            DatanetVersion version,
            Dataset<Row> passages,
            long rows,
            Map<String, CreditLine> lines,
            int partitions,
            Bounds bounds) {
        Map<String, Long> counts = DictionaryChoice.heldByTwo(passages);
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(passages.sparkSession().sparkContext());
        Broadcast<WordWeights> weights =
                context.broadcast(new WordWeights(counts, rows, Dictionary.select(counts, rows)));
        int windowPartitions = (int) Math.max(partitions, rows / bounds.windows());
        JavaRDD<Asked> asked = asked(passages, weights, lines).persist(StorageLevel.MEMORY_AND_DISK());
        JavaRDD<SaidWindow> windows =
                windows(version, weights, windowPartitions).toJavaRDD().persist(StorageLevel.MEMORY_AND_DISK());
        FirstWordsFilter filter = new FirstWordsFilter(context, bounds, weights, asked, windows);
        filter.hear();
        windows.unpersist(false);
        asked.unpersist(false);
        Dataset<Row> left = passages.sparkSession().createDataFrame(filter.repeated, KEY);
        return passages.join(broadcast(left), KEY.fieldNames(), "left_anti");
    }

    private static JavaRDD<Asked> asked(
            Dataset<Row> passages, Broadcast<WordWeights> weights, Map<String, CreditLine> lines) {
        HashMap<String, Set<String>> writers = new HashMap<>();
        lines.forEach((id, line) ->
                writers.put(id, new TreeSet<>(line.of(CreditLine.DATA).keySet())));
        Function<Row, Asked> ask = passage -> {
            String contributor = passage.getString(0);
            Set<String> own = writers.getOrDefault(contributor, Set.of(contributor));
            return new Asked(
                    new Name(contributor, passage.getString(1), passage.getInt(2), own),
                    weights.value().bag(new PlacedTokens(passage.getList(3), passage.getList(4))));
        };
        // A task that is run again finds its passages at the same places.
        return passages.select(
                        ModelTables.CONTRIBUTOR,
                        ModelTables.LABEL,
                        ModelTables.ROW_INDEX,
                        PassageCut.TOKENS,
                        PassageCut.ORDERS)
                .sortWithinPartitions(ModelTables.CONTRIBUTOR, ModelTables.LABEL, ModelTables.ROW_INDEX)
                .toJavaRDD()
                .map(ask);
    }

    private void hear() {
        List<Accused> open = new ArrayList<>();
        List<SaidWindow> part = new ArrayList<>();
        Iterator<SaidWindow> all = windows.toLocalIterator();
        int parts = 0;
        while (all.hasNext()) {
            part.add(all.next());
            if (part.size() == bounds.windows() || !all.hasNext()) {
                parts++;
                hear(part, open);
                part.clear();
            }
        }
        // The windows of a single part had their say about all.
        decide(open, parts > 1);
    }

    /** Looks all passages up in a part. */
    private void hear(List<SaidWindow> part, List<Accused> open) {
        Broadcast<SaidIndex> said = context.broadcast(new SaidIndex(weights.value(), part));
        List<Progress> progress = new ArrayList<>(Collections.nCopies(repeating.size(), Progress.NONE));
        boolean done = false;
        while (!done) {
            List<Heard> all =
                    passages.mapPartitionsWithIndex(task(said, progress), true).collect();
            done = true;
            for (Heard heard : all) {
                open.addAll(heard.accused());
                progress.set(heard.partition(), heard.progress());
                done &= heard.done();
            }
            if (!done || open.size() >= bounds.accusations()) {
                decide(open, true);
                open.clear();
            }
        }
        said.destroy();
    }

    private Function2<Integer, Iterator<Asked>, Iterator<Heard>> task(
            Broadcast<SaidIndex> said, List<Progress> progress) {
        Broadcast<WordWeights> words = weights;
        List<Progress> before = new ArrayList<>(progress);
        List<BitSet> left = new ArrayList<>(repeating);
        int most = Math.max(1, bounds.accusations() / repeating.size());
        int ofPassage = bounds.ofPassage();
        return (partition, all) -> {
            FirstWords firstWords = new FirstWords(words.value(), said.value());
            Progress start = before.get(partition);
            TreeMap<Integer, Integer> begun = new TreeMap<>();
            List<Accused> accused = new ArrayList<>();
            int place = 0;
            for (; all.hasNext() && accused.size() < most; place++) {
                Asked passage = all.next();
                int from = place < start.next()
                        ? start.begun().getOrDefault(place, said.value().size())
                        : 0;
                if (!left.get(partition).get(place) && from < said.value().size()) {
                    FirstWords.Charge charge =
                            firstWords.charge(passage.name().writers(), passage.words(), from, ofPassage);
                    for (Accusation accusation : charge.accusations()) {
                        accused.add(new Accused(partition, place, passage.name(), accusation));
                    }
                    if (charge.next() < said.value().size()) {
                        begun.put(place, charge.next());
                    }
                }
            }
            begun.putAll(start.begun().tailMap(place));
            boolean done = !all.hasNext() && begun.isEmpty();
            Progress end = new Progress(Math.max(place, start.next()), begun);
            return List.of(new Heard(partition, accused, end, done)).iterator();
        };
    }

    /** Leaves out the passages of those accusations that stand, which without excuses are all. */
    private void decide(List<Accused> open, boolean mayBeExcused) {
        Set<Integer> excused = mayBeExcused && !open.isEmpty() ? excused(open) : Set.of();
        for (int at = 0; at < open.size(); at++) {
            Accused accused = open.get(at);
            BitSet left = repeating.get(accused.partition());
            if (!excused.contains(at) && !left.get(accused.place())) {
                left.set(accused.place());
                repeated.add(accused.name().key());
            }
        }
    }

    /** Which of these accusations fall, since a window of the passage's own writers held the words before. */
    private Set<Integer> excused(List<Accused> open) {
        HashMap<String, List<Integer>> byWriter = new HashMap<>();
        for (int at = 0; at < open.size(); at++) {
            for (String writer : open.get(at).name().writers()) {
                byWriter.computeIfAbsent(writer, none -> new ArrayList<>()).add(at);
            }
        }
        Broadcast<List<Accused>> against = context.broadcast(new ArrayList<>(open));
        Broadcast<Map<String, List<Integer>>> places = context.broadcast(byWriter);
        Broadcast<WordWeights> words = weights;
        FlatMapFunction<Iterator<SaidWindow>, Integer> excuse = all -> {
            BitSet found = new BitSet();
            while (all.hasNext()) {
                SaidWindow own = all.next();
                for (int at : places.value().getOrDefault(own.contributor(), List.of())) {
                    if (!found.get(at) && against.value().get(at).accusation().excusedBy(own, words.value())) {
                        found.set(at);
                    }
                }
            }
            return found.stream().iterator();
        };
        Set<Integer> excused = new HashSet<>(windows.mapPartitions(excuse).collect());
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
