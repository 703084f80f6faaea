// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;

import io.tributary.influence.provenance.ChainRecord;
import io.tributary.pipelines.BatchJob;
import io.tributary.pipelines.JobContext;
import io.tributary.pipelines.JobMain;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.Embeddings;
import io.tributary.tables.LakeCatalog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Finds records of a version that say what an earlier one of somebody else says. Vectors are kept, so a new version embeds its new records
 * only, and a run that was ended goes on with what is missing. What comes out is a list for people: no row is taken for it, nothing is hashed.
 */
public final class SenseJob implements BatchJob {
    /** The result's type. */
    public static final String RESULT_TYPE = "tributary/sense-result/v1";

    /** Most excerpts that are compared with each other: 3 * 10^10 pairs, minutes on one core. */
    public static final int EXCERPTS_MAX = 250_000;

    /** Most records that are listed, the most alike first. */
    public static final int LISTED_MAX = 1_000;

    /** Characters of the records that are embedded between two commits: a minute's work. */
    private static final long CHUNK_CHARS = 1L << 20;

    private static final int CHUNK_RECORDS = 2_000;
    private static final int SLICES = 64;

    private final Function<SenseRequest, Embedder> embedders;

    /** The job with the model whose jars the request names. */
    public SenseJob() {
        this(request -> new MiniLm(request.jars()));
    }

    /** The job with another model. */
    SenseJob(Function<SenseRequest, Embedder> embedders) {
        this.embedders = embedders;
    }

    /** Entry of the process. */
    public static void main(String[] arguments) {
        JobMain.main(arguments, SenseRequest.TYPE, new SenseJob());
    }

    /** A record of the version without its words. */
    private record Listed(String recordId, String contributor, String leafHash, int chars, long order) {}

    @Override
    public JsonObject run(JobContext context, JsonObject job) {
        SenseRequest request = SenseRequest.of(job);
        Embedder embedder = embedders.apply(request);
        try (LakeCatalog lake = LakeCatalog.open(context.configuration())) {
            EmbeddingStore store = new EmbeddingStore(lake, embedder.modelId(), request.datanet());
            store.prepare();
            Dataset<Row> version = context.spark()
                    .read()
                    .option("tag", DatanetTables.tagOf(request.version()))
                    .table("lake." + DatanetTables.records(request.datanet()).qualifiedName())
                    .where(col(DatanetTables.KIND).notEqual(ChainRecord.LABEL));
            Set<String> withdrawn = Embeddings.withdrawnIds(lake, request.datanet());
            List<Listed> records = listed(version).stream()
                    .filter(record -> !withdrawn.contains(record.recordId()))
                    .toList();
            int embedded = embed(context, embedder, store, version, records);
            SenseIndex index = new SenseIndex();
            Map<String, List<byte[]>> vectors = store.vectors();
            records.forEach(
                    record -> index.add(record.contributor(), vectors.getOrDefault(record.leafHash(), List.of())));
            List<Likeness> found = compare(context, index);
            forgetWithdrawn(store, lake, request.datanet(), records);
            context.done();
            return JsonObject.typed(RESULT_TYPE)
                    .put("model", embedder.modelId())
                    .put("records", records.size())
                    .put("embedded", embedded)
                    .put("excerpts", index.excerpts())
                    .put("found", found.size())
                    .put("candidates", candidates(found, records))
                    .build();
        }
    }

    /** A record may be withdrawn while it is being embedded. */
    private static void forgetWithdrawn(EmbeddingStore store, LakeCatalog lake, String datanet, List<Listed> records) {
        Set<String> withdrawn = Embeddings.withdrawnIds(lake, datanet);
        store.forget(records.stream()
                .filter(record -> withdrawn.contains(record.recordId()))
                .map(Listed::leafHash)
                .collect(Collectors.toSet()));
    }

    private static List<Listed> listed(Dataset<Row> version) {
        List<Listed> records = new ArrayList<>();
        for (Row row : version.select(
                        col(DatanetTables.RECORD_ID),
                        col(DatanetTables.CONTRIBUTOR),
                        col(DatanetTables.LEAF_HASH),
                        length(col(DatanetTables.TEXT)),
                        col(DatanetTables.SUBMISSION_ORDER))
                .collectAsList()) {
            records.add(
                    new Listed(row.getString(0), row.getString(1), row.getString(2), row.getInt(3), row.getLong(4)));
        }
        records.sort(Comparator.comparingLong(Listed::order));
        return records;
    }

    /** Embeds what has no vectors yet, some at a time; returns how many records that were. */
    private static int embed(
            JobContext context, Embedder embedder, EmbeddingStore store, Dataset<Row> version, List<Listed> records) {
        Map<String, List<byte[]>> known = store.vectors();
        List<Listed> missing = records.stream()
                .filter(record -> !known.containsKey(record.leafHash()))
                .toList();
        int done = 0;
        while (done < missing.size()) {
            int end = chunkEnd(missing, done);
            context.stage("embedding records " + (done + 1) + " to " + end + " of " + missing.size());
            store.append(embedded(
                    context.spark(),
                    embedder,
                    version,
                    missing.subList(done, end).stream().map(Listed::leafHash).toList()));
            done = end;
        }
        return done;
    }

    private static int chunkEnd(List<Listed> missing, int start) {
        long chars = 0;
        int end = start;
        while (end < missing.size() && end - start < CHUNK_RECORDS && chars < CHUNK_CHARS) {
            chars += missing.get(end).chars();
            end++;
        }
        return end;
    }

    private static List<Embedded> embedded(
            SparkSession spark, Embedder embedder, Dataset<Row> version, List<String> leafHashes) {
        Dataset<Row> wanted = spark.createDataset(leafHashes, Encoders.STRING()).toDF(DatanetTables.LEAF_HASH);
        FlatMapFunction<Iterator<Row>, Embedded> embed = rows -> {
            List<Embedded> records = new ArrayList<>();
            while (rows.hasNext()) {
                Row row = rows.next();
                List<String> texts =
                        Excerpt.of(row.getString(1)).stream().map(Excerpt::text).toList();
                records.add(new Embedded(row.getString(0), texts.isEmpty() ? List.of() : embedder.embed(texts)));
            }
            return records.iterator();
        };
        return version.join(broadcast(wanted), new String[] {DatanetTables.LEAF_HASH}, "left_semi")
                .select(DatanetTables.LEAF_HASH, DatanetTables.TEXT)
                .repartition(spark.sparkContext().defaultParallelism())
                .toJavaRDD()
                .mapPartitions(embed)
                .collect();
    }

    private static List<Likeness> compare(JobContext context, SenseIndex index) {
        if (index.excerpts() > EXCERPTS_MAX) {
            throw new InvalidInputException("the version has " + index.excerpts() + " excerpts, at most " + EXCERPTS_MAX
                    + " can be compared with each other");
        }
        context.stage("comparing " + index.excerpts() + " excerpts of " + index.records() + " records");
        JavaSparkContext spark =
                JavaSparkContext.fromSparkContext(context.spark().sparkContext());
        // Later records have more to be compared with; shuffled, all tasks have the same to do.
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, index.records()).boxed().toList());
        Collections.shuffle(order, new Random(1));
        Broadcast<SenseIndex> shared = spark.broadcast(index);
        FlatMapFunction<Integer, Likeness> compare =
                record -> shared.value().likeness(record).stream().iterator();
        List<Likeness> found = new ArrayList<>(
                spark.parallelize(order, SLICES).flatMap(compare).collect());
        shared.destroy();
        found.sort(Comparator.comparingInt(Likeness::percent).reversed().thenComparingInt(Likeness::record));
        return found;
    }

    private static List<JsonObject> candidates(List<Likeness> found, List<Listed> records) {
        return found.stream()
                .limit(LISTED_MAX)
                .map(likeness -> JsonObject.nested()
                        .put("recordId", records.get(likeness.record()).recordId())
                        .put("contributor", records.get(likeness.record()).contributor())
                        .put("excerpt", likeness.place())
                        .put("earlierRecordId", records.get(likeness.earlier()).recordId())
                        .put(
                                "earlierContributor",
                                records.get(likeness.earlier()).contributor())
                        .put("earlierExcerpt", likeness.earlierPlace())
                        .put("percent", likeness.percent())
                        .put("alike", likeness.alike())
                        .build())
                .toList();
    }
}
