// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.tributary.influence.duplicate.Jaccard;
import io.tributary.influence.duplicate.TextPrint;
import io.tributary.tables.DatanetTables;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The rule {@code jaccard/v1} of {@code spec/duplicates.md}. Prints, candidates and similarities are computed in partitions; which of the
 * similar new records are canonical depends on each other in submission order, so that is decided in one place, from the similar pairs
 * alone: {@link io.tributary.influence.duplicate.TextPrint#KEYS} times 16 of them a new record at most, none for a record like no other.
 */
public final class MinHashDuplicates implements NearDuplicates {
    private static final String PHRASES = "phrases";
    private static final String SHARED = "shared";
    private static final String TOTAL = "total";
    private static final int AFTER_ALL = Integer.MAX_VALUE;

    private static final StructType PRINT = new StructType(new StructField[] {
        DataTypes.createStructField(KeyHolders.VERSION, DataTypes.IntegerType, false),
        DataTypes.createStructField(KeyHolders.SUBMISSION, DataTypes.LongType, false),
        DataTypes.createStructField(KeyHolders.RECORD_ID, DataTypes.StringType, false),
        DataTypes.createStructField(KeyHolders.STANDING, DataTypes.IntegerType, false),
        DataTypes.createStructField(DatanetTables.KEYS, DataTypes.BinaryType, false)
    });

    private static final StructType WORD = new StructType(
            new StructField[] {DataTypes.createStructField(DatanetTables.KEYS, DataTypes.BinaryType, false)});

    private static final StructType PHRASED = new StructType(new StructField[] {
        DataTypes.createStructField(KeyHolders.RECORD_ID, DataTypes.StringType, false),
        DataTypes.createStructField(PHRASES, DataTypes.BinaryType, false)
    });

    private static final StructType SIMILAR =
            KeyHolders.PAIR.add(SHARED, DataTypes.IntegerType, false).add(TOTAL, DataTypes.IntegerType, false);

    private static final int NEW_SUBMISSION_AT = 0;
    private static final int NEW_ID_AT = 1;
    private static final int HOLDER_VERSION_AT = 2;
    private static final int HOLDER_SUBMISSION_AT = 3;
    private static final int HOLDER_ID_AT = 4;
    private static final int SHARED_AT = 5;
    private static final int TOTAL_AT = 6;

    private static final StructType DUPLICATES = new StructType(new StructField[] {
        DataTypes.createStructField(RECORD_ID, DataTypes.StringType, false),
        DataTypes.createStructField(CANONICAL_RECORD_ID, DataTypes.StringType, false)
    });

    @Override
    public Found find(
            Dataset<Row> canonical, Dataset<Row> prints, Dataset<Row> candidates, Map<String, Set<String>> exempt) {
        Dataset<Row> added = prints(
                        candidates.withColumn(KeyHolders.VERSION, lit(AFTER_ALL)), SUBMISSION, KeyHolders.NEW)
                .persist(StorageLevel.MEMORY_AND_DISK());
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(added.sparkSession().sparkContext());
        Broadcast<KeySketch> news =
                context.broadcast(KeySketch.of(added.select(DatanetTables.KEYS), TextPrint.KEYS * added.count()));
        UDF1<byte[], Boolean> asksFor = keys -> news.value().holdsAny(keys);
        Column isAsked = udf(asksFor, DataTypes.BooleanType).apply(col(DatanetTables.KEYS));
        Dataset<Row> asked = keyed(
                        // Nearly all earlier records go no further than this.
                        earlier(canonical, prints).where(isAsked),
                        key -> news.value().isHeld(key))
                .persist(StorageLevel.MEMORY_AND_DISK());
        Broadcast<KeySketch> olds = context.broadcast(KeySketch.of(words(asked), asked.count()));
        // A key that one new record holds alone makes no pair, so those are left out before anything is moved.
        Dataset<Row> repeated =
                keyed(added, key -> news.value().isShared(key) || olds.value().isHeld(key));
        Dataset<Row> pairs = pairs(repeated.union(asked)).persist(StorageLevel.MEMORY_AND_DISK());
        // Nothing like any other, which is usual, is known before the texts are joined.
        List<Row> similar = pairs.isEmpty()
                ? List.of()
                : similar(pairs, candidates, canonical).collectAsList();
        pairs.unpersist();
        asked.unpersist();
        Dataset<Row> duplicates = candidates.sparkSession().createDataFrame(decide(similar, exempt), DUPLICATES);
        Dataset<Row> kept = added.join(duplicates, new String[] {RECORD_ID}, "left_outer")
                .select(
                        col(RECORD_ID),
                        col(SUBMISSION),
                        col(CANONICAL_RECORD_ID).isNull().as(DatanetTables.CANONICAL),
                        col(DatanetTables.KEYS));
        return new Found(duplicates, kept, added::unpersist);
    }

    /** Prints of texts; the submission is taken from the column of that name. */
    private static Dataset<Row> prints(Dataset<Row> texts, String submission, int standing) {
        MapPartitionsFunction<Row, Row> print = rows -> Iterators.map(rows, row -> {
            TextPrint made = TextPrint.of(row.getString(3));
            return RowFactory.create(
                    row.getInt(0), row.getLong(1), row.getString(2), standing, Words.bytes(made.keys()));
        });
        return texts.select(col(KeyHolders.VERSION), col(submission), col(RECORD_ID), col(TEXT))
                .mapPartitions(print, Encoders.row(PRINT));
    }

    /** Keys of the records of earlier versions: those kept, and for versions under another rule those of its canonical records. */
    private static Dataset<Row> earlier(Dataset<Row> canonical, Dataset<Row> prints) {
        Dataset<Row> kept = prints.select(
                col(DatanetTables.VERSION),
                col(DatanetTables.SUBMISSION),
                col(DatanetTables.RECORD_ID),
                when(col(DatanetTables.CANONICAL), KeyHolders.CANONICAL)
                        .otherwise(KeyHolders.DUPLICATE)
                        .as(KeyHolders.STANDING),
                col(DatanetTables.KEYS));
        Object[] versions = prints.select(DatanetTables.VERSION).distinct().collectAsList().stream()
                .map(row -> row.get(0))
                .toArray();
        // By value and not by a join, so that files of versions that left keys are not opened for their texts.
        Dataset<Row> others = canonical.where(not(col(DatanetTables.VERSION).isin(versions)));
        return kept.union(prints(others, DatanetTables.SUBMISSION_ORDER, KeyHolders.CANONICAL));
    }

    private static Dataset<Row> words(Dataset<Row> keyed) {
        MapFunction<Row, Row> word = row -> RowFactory.create(Words.bytes(new long[] {row.getLong(0)}));
        return keyed.map(word, Encoders.row(WORD));
    }

    private static Dataset<Row> pairs(Dataset<Row> keyed) {
        return keyed.repartition(col(KeyHolders.KEY))
                .sortWithinPartitions(KeyHolders.KEY, KeyHolders.VERSION, KeyHolders.SUBMISSION)
                .mapPartitions(new KeyHolders(), Encoders.row(KeyHolders.PAIR))
                .distinct();
    }

    /** Which keys are needed. */
    private interface KeyFilter extends LongPredicate, Serializable {}

    private static Dataset<Row> keyed(Dataset<Row> prints, KeyFilter needed) {
        FlatMapFunction<Row, Row> explode = row -> {
            List<Row> rows = new ArrayList<>();
            for (long key : Words.of(row.getAs(4))) {
                if (needed.test(key)) {
                    rows.add(RowFactory.create(key, row.getInt(0), row.getLong(1), row.getString(2), row.getInt(3)));
                }
            }
            return rows.iterator();
        };
        return prints.flatMap(explode, Encoders.row(KeyHolders.KEYED));
    }

    /** Phrases of the records that stand in a pair; they are few, so theirs are made when asked for and not kept of all. */
    private static Dataset<Row> phrases(Dataset<Row> pairs, Dataset<Row> candidates, Dataset<Row> canonical) {
        Dataset<Row> holders = pairs.select(col(KeyHolders.HOLDER_ID).as(RECORD_ID));
        Dataset<Row> earlier = pairs.where(col(KeyHolders.HOLDER_VERSION).notEqual(AFTER_ALL))
                .select(col(KeyHolders.HOLDER_ID).as(RECORD_ID));
        Dataset<Row> ids = pairs.select(col(KeyHolders.NEW_ID).as(RECORD_ID)).union(holders);
        String[] id = {RECORD_ID};
        Dataset<Row> texts = candidates.select(RECORD_ID, TEXT).join(ids.distinct(), id, "left_semi");
        if (!earlier.isEmpty()) {
            texts = texts.union(canonical.select(RECORD_ID, TEXT).join(earlier.distinct(), id, "left_semi"));
        }
        MapFunction<Row, Row> make =
                row -> RowFactory.create(row.getString(0), Words.bytes(TextPrint.phrasesOf(row.getString(1))));
        return texts.map(make, Encoders.row(PHRASED));
    }

    /** The pairs that are near-duplicates, with their similarity. */
    private static Dataset<Row> similar(Dataset<Row> pairs, Dataset<Row> candidates, Dataset<Row> canonical) {
        String holderPhrases = "holder_phrases";
        Dataset<Row> made = phrases(pairs, candidates, canonical);
        Dataset<Row> holders = made.select(
                col(KeyHolders.RECORD_ID).as(KeyHolders.HOLDER_ID), col(PHRASES).as(holderPhrases));
        Dataset<Row> phrases = made.select(col(KeyHolders.RECORD_ID).as(KeyHolders.NEW_ID), col(PHRASES));
        MapFunction<Row, Row> compare = row -> {
            Jaccard similarity = Jaccard.of(Words.of(row.getAs(5)), Words.of(row.getAs(6)));
            return RowFactory.create(
                    row.getLong(NEW_SUBMISSION_AT),
                    row.getString(NEW_ID_AT),
                    row.getInt(HOLDER_VERSION_AT),
                    row.getLong(HOLDER_SUBMISSION_AT),
                    row.getString(HOLDER_ID_AT),
                    similarity.shared(),
                    similarity.total());
        };
        Jaccard least = Jaccard.THRESHOLD;
        return pairs.join(phrases, KeyHolders.NEW_ID)
                .join(holders, KeyHolders.HOLDER_ID)
                .select(
                        col(KeyHolders.NEW_SUBMISSION),
                        col(KeyHolders.NEW_ID),
                        col(KeyHolders.HOLDER_VERSION),
                        col(KeyHolders.HOLDER_SUBMISSION),
                        col(KeyHolders.HOLDER_ID),
                        col(PHRASES),
                        col(holderPhrases))
                .map(compare, Encoders.row(SIMILAR))
                .where(col(SHARED)
                        .cast("long")
                        .multiply((long) least.total())
                        .geq(col(TOTAL).cast("long").multiply((long) least.shared())));
    }

    /** Goes through the similar pairs in submission order: a record is a duplicate if one that it is like is canonical. */
    private static List<Row> decide(List<Row> similar, Map<String, Set<String>> exempt) {
        List<Row> sorted = new ArrayList<>(similar);
        sorted.sort(Comparator.comparingLong((Row pair) -> pair.getLong(NEW_SUBMISSION_AT))
                .thenComparingInt(pair -> pair.getInt(HOLDER_VERSION_AT))
                .thenComparingLong(pair -> pair.getLong(HOLDER_SUBMISSION_AT)));
        Map<String, Row> canonicalOf = new HashMap<>();
        for (Row pair : sorted) {
            boolean exempted =
                    exempt.getOrDefault(pair.getString(NEW_ID_AT), Set.of()).contains(pair.getString(HOLDER_ID_AT));
            if (exempted || canonicalOf.containsKey(pair.getString(HOLDER_ID_AT))) {
                continue;
            }
            // Holders come in submission order, so of equally similar ones the earliest stays.
            canonicalOf.merge(
                    pair.getString(NEW_ID_AT),
                    pair,
                    (best, next) -> similarity(next).compareTo(similarity(best)) > 0 ? next : best);
        }
        List<Row> duplicates = new ArrayList<>();
        canonicalOf.forEach((id, pair) -> duplicates.add(RowFactory.create(id, pair.getString(HOLDER_ID_AT))));
        return duplicates;
    }

    private static Jaccard similarity(Row pair) {
        return new Jaccard(pair.getInt(SHARED_AT), pair.getInt(TOTAL_AT));
    }
}
