// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.duplicate.DuplicateIndex;
import io.tributary.influence.duplicate.TextPrint;
import io.tributary.pipelines.PlantedRecords.Origin;
import io.tributary.pipelines.PlantedRecords.Planted;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.tables.DatanetTables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark's answer is that of the sequential rule, and that rule finds what was planted. */
class MinHashDuplicatesTest {
    private static final StructType CANDIDATES = new StructType()
            .add(NearDuplicates.RECORD_ID, DataTypes.StringType, false)
            .add(NearDuplicates.TEXT, DataTypes.StringType, false)
            .add(NearDuplicates.SUBMISSION, DataTypes.LongType, false);
    private static final StructType CANONICAL = new StructType()
            .add(DatanetTables.RECORD_ID, DataTypes.StringType, false)
            .add(DatanetTables.TEXT, DataTypes.StringType, false)
            .add(DatanetTables.VERSION, DataTypes.IntegerType, false)
            .add(DatanetTables.SUBMISSION_ORDER, DataTypes.LongType, false);
    private static final StructType PRINTS = new StructType()
            .add(DatanetTables.DATANET, DataTypes.StringType, false)
            .add(DatanetTables.VERSION, DataTypes.IntegerType, false)
            .add(DatanetTables.RECORD_ID, DataTypes.StringType, false)
            .add(DatanetTables.SUBMISSION, DataTypes.LongType, false)
            .add(DatanetTables.CANONICAL, DataTypes.BooleanType, false)
            .add(DatanetTables.KEYS, DataTypes.BinaryType, false);

    @TempDir
    static Path home;

    private static LakeSession session;

    @BeforeAll
    static void open() {
        session = LakeSession.open(Configuration.load(home), "local[2]", "duplicates test");
    }

    @AfterAll
    static void close() {
        session.close();
    }

    @Test
    void whatWasPlantedIsFoundAndNothingElse() {
        for (long seed = 1; seed <= 5; seed++) {
            List<Planted> records = PlantedRecords.of(seed, 400);
            Map<String, String> found = sequential(records);
            if (seed == 1) {
                assertThat(inVersions(records, List.of(records.size()))).isEqualTo(found);
            }

            Map<String, Set<String>> phrases = new HashMap<>();
            records.forEach(record -> phrases.put(record.recordId(), writtenPhrases(record.text())));
            List<String> copies = ids(records, Origin.COPY);
            List<String> copiesFound = new ArrayList<>(copies);
            copiesFound.retainAll(found.keySet());
            assertThat(copies.size()).as("seed %s", seed).isGreaterThan(50);
            assertThat(copiesFound).as("recall, seed %s", seed).hasSizeGreaterThanOrEqualTo(copies.size() * 95 / 100);
            assertThat(Collections.disjoint(ids(records, Origin.ORIGINAL), found.keySet()))
                    .as("no original is set aside, seed %s", seed)
                    .isTrue();
            // Two bridges that share the longer half of one original can be alike; no bridge is like an original.
            List<String> bridges = ids(records, Origin.BRIDGE);
            bridges.retainAll(found.keySet());
            assertThat(bridges).as("precision, seed %s", seed).hasSizeLessThanOrEqualTo(found.size() / 20);
            // All pairs, compared word by word: which records a rule without keys would set aside.
            Map<String, String> all = allPairs(records, phrases);
            Set<String> missed = new HashSet<>(all.keySet());
            missed.removeAll(found.keySet());
            assertThat(missed).as("missed by keys, seed %s", seed).hasSizeLessThanOrEqualTo(all.size() / 20);
            assertThat(found.entrySet())
                    .as("seed %s", seed)
                    .allMatch(entry -> alike(phrases.get(entry.getKey()), phrases.get(entry.getValue())));
        }
    }

    @Test
    void partitionsAndOrderOfTheInputChangeNothing() {
        List<Planted> records = PlantedRecords.of(21, 150);
        Map<String, String> want = sequential(records);
        assertThat(want).hasSizeGreaterThan(50);
        for (int partitions : new int[] {1, 7, 64}) {
            List<Planted> shuffled = new ArrayList<>(records);
            Collections.shuffle(shuffled, new Random(partitions));
            NearDuplicates.Found found = new MinHashDuplicates()
                    .find(
                            frame(List.of(), CANONICAL),
                            frame(List.of(), PRINTS),
                            candidates(shuffled).repartition(partitions));
            assertThat(answer(found)).as("%s partitions", partitions).isEqualTo(want);
            found.release().run();
        }
    }

    @Test
    void versionAfterVersionGivesWhatAllAtOnceGives() {
        List<Planted> records = PlantedRecords.of(31, 120);
        int half = records.size() / 2;
        assertThat(inVersions(records, List.of(half, half + 1, records.size()))).isEqualTo(sequential(records));
    }

    @Test
    void aVersionAfterOnesUnderAnotherRuleComparesWithTheirCanonicalRecords() {
        List<Planted> records = PlantedRecords.of(41, 100);
        int half = records.size() / 2;
        // The first half holds near-duplicates of each other, which the other rule let stand.
        DuplicateIndex index = new DuplicateIndex();
        List<Row> canonical = new ArrayList<>();
        for (Planted record : records.subList(0, half)) {
            index.addCanonical(record.recordId(), TextPrint.of(record.text()));
            canonical.add(RowFactory.create(record.recordId(), record.text(), 1, (long) canonical.size()));
        }
        Map<String, String> want = new TreeMap<>();
        for (Planted record : records.subList(half, records.size())) {
            index.add(record.recordId(), TextPrint.of(record.text()))
                    .ifPresent(repeat -> want.put(record.recordId(), repeat.canonicalRecordId()));
        }
        NearDuplicates.Found found = new MinHashDuplicates()
                .find(
                        frame(canonical, CANONICAL),
                        frame(List.of(), PRINTS),
                        candidates(records.subList(half, records.size())));
        assertThat(answer(found)).isEqualTo(want).hasSizeGreaterThan(20);
        found.release().run();
    }

    @Test
    void aKeyOfTenThousandRecordsMakesSixteenPairsForEach() {
        int records = 10_000;
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            rows.add(RowFactory.create(7L, 1, (long) i, "r" + i, KeyHolders.NEW));
        }
        rows.add(RowFactory.create(8L, 1, 0L, "other", KeyHolders.NEW));
        Map<String, Integer> pairs = new HashMap<>();
        Iterator<Row> made = new KeyHolders().call(rows.iterator());
        while (made.hasNext()) {
            Row pair = made.next();
            pairs.merge(pair.getString(1), 1, Integer::sum);
            assertThat(pair.getLong(3)).isLessThan(DuplicateIndex.HOLDERS);
        }
        assertThat(pairs).hasSize(records - 1).doesNotContainKey("other");
        assertThat(pairs.get("r5")).isEqualTo(5);
        assertThat(pairs.get("r9999")).isEqualTo(DuplicateIndex.HOLDERS);
    }

    @Test
    void aThousandCopiesOfOneRecordAllRepeatIt() {
        requireAllRepeatTheFirst(1_000);
    }

    @Test
    @Tag("slow")
    void tenThousandCopiesOfOneRecordAllRepeatIt() {
        requireAllRepeatTheFirst(10_000);
    }

    private static void requireAllRepeatTheFirst(int copies) {
        Random random = new Random(51);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append("w").append(random.nextInt(5000)).append(' ');
        }
        List<Planted> records = new ArrayList<>(List.of(new Planted("first", 0, text.toString(), Origin.ORIGINAL, "")));
        for (int i = 1; i <= copies; i++) {
            records.add(new Planted("r" + i, i, text + "copy " + i, Origin.COPY, "first"));
        }
        Map<String, String> found = inVersions(records, List.of(records.size()));
        assertThat(found).hasSize(copies);
        assertThat(new HashSet<>(found.values())).containsExactly("first");
    }

    @Test
    void aRuleThatIsNotKnownIsRefused() {
        assertThat(NearDuplicates.of("exact/v1")).isInstanceOf(ExactDuplicates.class);
        assertThat(NearDuplicates.of("jaccard/v1")).isInstanceOf(MinHashDuplicates.class);
        assertThatThrownBy(() -> NearDuplicates.of("cosine/v1"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the rule for duplicates is 'cosine/v1', this release knows exact/v1 and jaccard/v1");
    }

    /** Publishes the records in versions that end at these counts; checks that no canonical record is lost on the way. */
    private static Map<String, String> inVersions(List<Planted> records, List<Integer> ends) {
        Map<String, String> duplicates = new TreeMap<>();
        List<Row> canonical = new ArrayList<>();
        List<Row> prints = new ArrayList<>();
        int from = 0;
        for (int version = 1; version <= ends.size(); version++) {
            List<Planted> added = records.subList(from, ends.get(version - 1));
            from = ends.get(version - 1);
            NearDuplicates.Found found =
                    new MinHashDuplicates().find(frame(canonical, CANONICAL), frame(prints, PRINTS), candidates(added));
            Map<String, String> answer = answer(found);
            int number = version;
            found.prints()
                    .collectAsList()
                    .forEach(row -> prints.add(RowFactory.create(
                            "planted", number, row.getString(0), row.getLong(1), row.getBoolean(2), row.get(3))));
            found.release().run();
            assertThat(Collections.disjoint(answer.keySet(), duplicates.keySet()))
                    .as("what is decided stays")
                    .isTrue();
            duplicates.putAll(answer);
            for (Planted record : added) {
                if (!answer.containsKey(record.recordId())) {
                    canonical.add(
                            RowFactory.create(record.recordId(), record.text(), version, (long) canonical.size()));
                }
            }
        }
        Set<String> standing = new HashSet<>();
        canonical.forEach(row -> standing.add(row.getString(0)));
        assertThat(standing).containsAll(duplicates.values());
        return duplicates;
    }

    private static Map<String, String> sequential(List<Planted> records) {
        DuplicateIndex index = new DuplicateIndex();
        Map<String, String> duplicates = new TreeMap<>();
        for (Planted record : records) {
            index.add(record.recordId(), TextPrint.of(record.text()))
                    .ifPresent(repeat -> duplicates.put(record.recordId(), repeat.canonicalRecordId()));
        }
        return duplicates;
    }

    private static List<String> ids(List<Planted> records, Origin origin) {
        return records.stream()
                .filter(record -> record.origin() == origin)
                .map(Planted::recordId)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Map<String, String> allPairs(List<Planted> records, Map<String, Set<String>> phrases) {
        Map<String, String> duplicates = new TreeMap<>();
        for (int i = 0; i < records.size(); i++) {
            for (int j = 0; j < i; j++) {
                String canonical = records.get(j).recordId();
                if (!duplicates.containsKey(canonical)
                        && alike(phrases.get(records.get(i).recordId()), phrases.get(canonical))) {
                    duplicates.put(records.get(i).recordId(), canonical);
                    break;
                }
            }
        }
        return duplicates;
    }

    private static boolean alike(Set<String> left, Set<String> right) {
        int shared = 0;
        for (String phrase : left) {
            shared += right.contains(phrase) ? 1 : 0;
        }
        return 2 * shared >= left.size() + right.size() - shared;
    }

    private static Set<String> writtenPhrases(String text) {
        List<String> words = List.of(text.split(" "));
        Set<String> phrases = new HashSet<>();
        for (int at = 0; at + 5 <= words.size(); at++) {
            phrases.add(String.join(" ", words.subList(at, at + 5)));
        }
        return phrases;
    }

    private static Map<String, String> answer(NearDuplicates.Found found) {
        Map<String, String> answer = new TreeMap<>();
        found.duplicates().collectAsList().forEach(row -> answer.put(row.getString(0), row.getString(1)));
        return answer;
    }

    private static Dataset<Row> candidates(List<Planted> records) {
        return frame(
                records.stream()
                        .map(record -> RowFactory.create(record.recordId(), record.text(), record.submission()))
                        .toList(),
                CANDIDATES);
    }

    private static Dataset<Row> frame(List<Row> rows, StructType schema) {
        return session.spark().createDataFrame(rows, schema);
    }
}
