// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.influence.Dictionary;
import io.tributary.influence.DocumentFrequencies;
import io.tributary.influence.Passage;
import io.tributary.influence.Passages;
import io.tributary.influence.duplicate.FirstWords;
import io.tributary.influence.duplicate.PlacedTokens;
import io.tributary.influence.duplicate.SaidWindow;
import io.tributary.influence.duplicate.SaidWindows;
import io.tributary.influence.duplicate.WordWeights;
import io.tributary.protocol.config.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of copies, so that nearly every window of them has something against nearly every later one. */
class FirstWordsFilterTest {
    private static final long SEED = 20_261_122;
    private static final int COPIES = 9;
    private static final int PARTITIONS = 3;

    private static final StructType RECORDS = new StructType(new StructField[] {
        PassageCut.field("record_id", DataTypes.StringType),
        PassageCut.field("contributor", DataTypes.StringType),
        PassageCut.field("label", DataTypes.StringType),
        PassageCut.field("submission_order", DataTypes.LongType),
        PassageCut.field("text", DataTypes.StringType)
    });

    @TempDir
    static Path home;

    @Test
    void howLittleIsHeldAtATimeChangesNoRow() {
        List<Row> records = records();
        Set<String> expected = left(records);
        assertThat(expected)
                .as("ann, whom bob copied, may say the same again; seed %d", SEED)
                .hasSize(200 + 2 * (COPIES + 1))
                .noneMatch(passage -> passage.matches("(bob|cid) .*"));
        try (LakeSession session =
                LakeSession.open(Configuration.of(home, new Properties()), "local[2]", "first words test")) {
            DatanetVersion version = new DatanetVersion(session.spark().createDataFrame(records, RECORDS));
            Dataset<Row> cut = PassageCut.of(
                            version, session.spark().createDataFrame(List.of(), Credits.SCHEMA), PARTITIONS)
                    .persist(StorageLevel.MEMORY_ONLY());
            for (FirstWordsFilter.Bounds bounds :
                    List.of(FirstWordsFilter.Bounds.USUAL, new FirstWordsFilter.Bounds(150, 12, 2))) {
                Dataset<Row> kept =
                        FirstWordsFilter.keep(version, cut, cut.count(), new TreeMap<>(), PARTITIONS, bounds);

                assertThat(names(kept)).as("%s, seed %d", bounds, SEED).isEqualTo(expected);
            }
        }
    }

    /** Who says the same words first, who copies them, who says them again, and another who copies all of that. */
    private static List<Row> records() {
        Random random = new Random(SEED);
        List<Row> records = new ArrayList<>();
        for (int at = 0; at < 200; at++) {
            add(records, "c" + at % 5, words(random));
        }
        for (int text = 0; text < 2; text++) {
            List<String> first = words(random);
            add(records, "ann", first);
            for (String copier : List.of("bob", "ann", "cid")) {
                for (int copy = 0; copy < COPIES; copy++) {
                    Collections.shuffle(first, random);
                    add(records, copier, first);
                }
            }
        }
        return records;
    }

    private static void add(List<Row> records, String contributor, List<String> words) {
        long order = records.size();
        records.add(RowFactory.create("r-" + order, contributor, "label", order, String.join(" ", words)));
    }

    private static List<String> words(Random random) {
        List<String> words = new ArrayList<>();
        for (int at = 0; at < Passages.TOKENS; at++) {
            words.add(random.nextInt(3) == 0 ? "f" + random.nextInt(30) : "w" + random.nextInt(2000));
        }
        return words;
    }

    private static Set<String> names(Dataset<Row> passages) {
        Set<String> names = new TreeSet<>();
        passages.select("contributor", "row_index")
                .collectAsList()
                .forEach(row -> names.add(row.getString(0) + " " + row.getInt(1)));
        return names;
    }

    /** The rule in one loop; every record is one passage. */
    private static Set<String> left(List<Row> records) {
        Map<String, List<Row>> own = new TreeMap<>();
        records.forEach(record -> own.computeIfAbsent(record.getString(1), none -> new ArrayList<>())
                .add(record));
        Map<String, PlacedTokens> passages = new TreeMap<>();
        DocumentFrequencies frequencies = new DocumentFrequencies();
        own.forEach((contributor, texts) -> {
            List<Long> orders = texts.stream().map(text -> text.getLong(3)).toList();
            List<Passage> cut =
                    Passages.cut(texts.stream().map(text -> text.getString(4)).toList());
            for (int at = 0; at < cut.size(); at++) {
                passages.put(contributor + " " + at, cut.get(at).placed(orders));
                frequencies.add(cut.get(at).tokens());
            }
        });
        long rows = frequencies.passages();
        WordWeights weights =
                new WordWeights(frequencies.counts(), rows, Dictionary.select(frequencies.counts(), rows));
        List<SaidWindow> windows = new ArrayList<>();
        own.forEach((contributor, texts) -> {
            SaidWindows stream = new SaidWindows(weights, contributor);
            texts.forEach(text -> stream.add(text.getLong(3), text.getString(4)));
            windows.addAll(stream.finish());
        });
        FirstWords firstWords = new FirstWords(weights, windows);
        passages.entrySet()
                .removeIf(passage ->
                        firstWords.repeats(Set.of(passage.getKey().split(" ")[0]), weights.bag(passage.getValue())));
        return passages.keySet();
    }
}
