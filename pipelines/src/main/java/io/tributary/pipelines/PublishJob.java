// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.Tags;
import io.tributary.tables.WriterLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.storage.StorageLevel;

/**
 * Makes one version of a Datanet out of anchored batches: opens and checks their records, sets duplicates aside, numbers the rest in
 * submission order, writes both tables and, only then, sets the tag. The root follows from the content and the anchored order alone, so a
 * run that is killed anywhere is run again and gives the same version. A tag that exists is never moved: the same content again is a
 * success that writes nothing, other content is a conflict.
 */
public final class PublishJob implements BatchJob {
    /** The result's type. */
    public static final String RESULT_TYPE = "tributary/publish-result/v1";

    private static final Duration LOCK_WAIT = Duration.ofMinutes(1);
    private static final int REFUSALS_SHOWN_MAX = 100;

    private final NearDuplicates duplicates;

    /** Publishes with this rule for duplicates. */
    public PublishJob(NearDuplicates duplicates) {
        this.duplicates = duplicates;
    }

    /** Entry of the process. */
    public static void main(String[] arguments) {
        JobMain.main(arguments, PublishRequest.TYPE, new PublishJob(new ExactDuplicates()));
    }

    @Override
    public JsonObject run(JobContext context, JsonObject job) {
        PublishRequest request = PublishRequest.of(job);
        String holder = "publish of " + request.datanet() + "/" + DatanetTables.tagOf(request.version());
        try (WriterLock lock = WriterLock.acquire(context.configuration(), holder, LOCK_WAIT);
                LakeCatalog lake = LakeCatalog.open(context.configuration())) {
            LakeInit.createDatanet(lake, request.datanet());
            return new Run(context, request, lake).publish();
        }
    }

    /** One version of one Datanet. */
    private final class Run {
        private final JobContext context;
        private final SparkSession spark;
        private final PublishRequest request;
        private final LakeCatalog lake;
        private final String tag;
        private final String recordsTable;
        private final String duplicatesTable;

        Run(JobContext context, PublishRequest request, LakeCatalog lake) {
            this.context = context;
            this.spark = context.spark();
            this.request = request;
            this.lake = lake;
            this.tag = DatanetTables.tagOf(request.version());
            this.recordsTable =
                    LakeSession.CATALOG + "." + DatanetTables.records(request.datanet()).qualifiedName();
            this.duplicatesTable = LakeSession.CATALOG + "." + DatanetTables.DUPLICATES_TABLE.qualifiedName();
        }

        JsonObject publish() {
            requireNext(lake.datanet(request.datanet()));
            PublishBronze bronze = new PublishBronze(spark, request);
            bronze.requireComplete(lake);
            Dataset<Row> earlier = earlierRecords();
            Dataset<Row> earlierDuplicates = duplicatesBefore();
            Hash parentRoot = DatanetVersion.root(earlier);

            context.stage("opening " + request.batches().size() + " batches");
            Dataset<Row> known = earlier.select(DatanetTables.RECORD_ID)
                    .union(earlierDuplicates.select(DatanetTables.RECORD_ID));
            Dataset<Row> opened = bronze.open(known, KeyStore.open(lake.configuration().home()))
                    .persist(StorageLevel.MEMORY_AND_DISK());
            context.stage("setting duplicates aside");
            PublishVersion added = PublishVersion.of(
                    spark, request, opened.where(col(PublishUnseal.REFUSAL).equalTo("")), earlier, duplicates);
            Dataset<Row> allRecords = earlier.union(added.records());
            Dataset<Row> allDuplicates = earlierDuplicates.union(added.duplicates());

            context.stage("hashing the version");
            VersionEntry entry = new VersionEntry(
                    lake.configuration().text(Key.NETWORK_ID),
                    request.datanet(),
                    request.version(),
                    tag,
                    DatanetVersion.root(allRecords),
                    allRecords.count(),
                    PublishVersion.duplicatesRoot(allDuplicates),
                    allDuplicates.count(),
                    parentRoot);
            long snapshotId = tagged(entry, added);
            JsonObject result = result(entry, snapshotId, opened, added, allRecords, allDuplicates);
            opened.unpersist();
            return result;
        }

        private void requireNext(Table table) {
            Map<String, Long> tags = Tags.list(table);
            if (request.version() > 1 && !tags.containsKey(DatanetTables.tagOf(request.version() - 1))) {
                throw new ConflictException("Datanet " + request.datanet() + " has no version "
                        + DatanetTables.tagOf(request.version() - 1) + " yet, so " + tag + " can not follow");
            }
            if (!tags.containsKey(tag) && tags.containsKey(DatanetTables.tagOf(request.version() + 1))) {
                throw new ConflictException(
                        "Datanet " + request.datanet() + " has a version after " + tag + " but not " + tag + " itself");
            }
        }

        private Dataset<Row> earlierRecords() {
            if (request.version() == 1) {
                return spark.table(recordsTable).limit(0);
            }
            return spark.read()
                    .option("tag", DatanetTables.tagOf(request.version() - 1))
                    .table(recordsTable);
        }

        private Dataset<Row> duplicatesBefore() {
            return spark.table(duplicatesTable)
                    .where(col(DatanetTables.DATANET)
                            .equalTo(request.datanet())
                            .and(col(DatanetTables.VERSION).lt(request.version())));
        }

        /** The snapshot of the version's tag, which is made unless it is there. */
        private long tagged(VersionEntry entry, PublishVersion added) {
            OptionalLong existing = Tags.find(lake.datanet(request.datanet()), tag);
            if (existing.isPresent()) {
                Hash taggedRoot =
                        DatanetVersion.root(spark.read().option("tag", tag).table(recordsTable));
                if (!taggedRoot.equals(entry.root())) {
                    throw new ConflictException(request.datanet() + "/" + tag + " is published with root " + taggedRoot
                            + ", these batches give " + entry.root() + "; a version never changes");
                }
                context.stage(tag + " is published already, nothing to write");
                return existing.getAsLong();
            }
            context.stage("writing " + tag);
            write(added);
            Table written = lake.datanet(request.datanet());
            long snapshotId = written.currentSnapshot().snapshotId();
            Hash writtenRoot = DatanetVersion.root(
                    spark.read().option("snapshot-id", snapshotId).table(recordsTable));
            if (!writtenRoot.equals(entry.root())) {
                throw new IllegalStateException(recordsTable + " reads back with root " + writtenRoot + ", written was "
                        + entry.root());
            }
            Tags.create(written, tag, snapshotId);
            return snapshotId;
        }

        private void write(PublishVersion added) {
            try {
                added.duplicates()
                        .writeTo(duplicatesTable)
                        .overwrite(col(DatanetTables.DATANET)
                                .equalTo(request.datanet())
                                .and(col(DatanetTables.VERSION).equalTo(request.version())));
                added.records()
                        .writeTo(recordsTable)
                        .overwrite(col(DatanetTables.VERSION).equalTo(request.version()));
            } catch (NoSuchTableException e) {
                throw new UnavailableException("a table of the lake is missing: " + e.getMessage(), e);
            }
        }

        private JsonObject result(
                VersionEntry entry,
                long snapshotId,
                Dataset<Row> opened,
                PublishVersion added,
                Dataset<Row> allRecords,
                Dataset<Row> allDuplicates) {
            Dataset<Row> refused = opened.where(col(PublishUnseal.REFUSAL).notEqual(""));
            return JsonObject.typed(RESULT_TYPE)
                    .put("datanet", entry.datanet())
                    .put("version", entry.version())
                    .put("tag", tag)
                    .put("root", entry.root())
                    .put("recordCount", entry.recordCount())
                    .put("duplicatesRoot", entry.duplicatesRoot())
                    .put("duplicateCount", entry.duplicateCount())
                    .put("parentRoot", entry.parentRoot())
                    .put("snapshotId", snapshotId)
                    .put("addedRecords", added.records().count())
                    .put("addedDuplicates", added.duplicates().count())
                    .put("refusedCount", refused.count())
                    .put("refused", refusals(refused))
                    .put("contributors", contributors(refused, added, allRecords, allDuplicates))
                    .put("entry", entry.toJson())
                    .build();
        }
    }

    private static List<JsonObject> refusals(Dataset<Row> refused) {
        List<JsonObject> refusals = new ArrayList<>();
        for (Row row : refused.orderBy(NearDuplicates.SUBMISSION)
                .limit(REFUSALS_SHOWN_MAX)
                .select(DatanetTables.RECORD_ID, DatanetTables.CONTRIBUTOR, PublishUnseal.REFUSAL)
                .collectAsList()) {
            refusals.add(JsonObject.nested()
                    .put("recordId", row.getString(0))
                    .put("contributor", row.getString(1))
                    .put("reason", row.getString(2))
                    .build());
        }
        return refusals;
    }

    private static List<JsonObject> contributors(
            Dataset<Row> refused, PublishVersion added, Dataset<Row> allRecords, Dataset<Row> allDuplicates) {
        Map<String, Long> records = PublishVersion.countByContributor(allRecords);
        Map<String, Long> addedRecords = PublishVersion.countByContributor(added.records());
        Map<String, Long> duplicates = PublishVersion.countByContributor(allDuplicates);
        Map<String, Long> refusals = PublishVersion.countByContributor(refused);
        TreeSet<String> names = new TreeSet<>(records.keySet());
        names.addAll(duplicates.keySet());
        names.addAll(refusals.keySet());
        List<JsonObject> contributors = new ArrayList<>();
        for (String name : names) {
            contributors.add(JsonObject.nested()
                    .put("contributor", name)
                    .put("records", records.getOrDefault(name, 0L))
                    .put("addedRecords", addedRecords.getOrDefault(name, 0L))
                    .put("duplicates", duplicates.getOrDefault(name, 0L))
                    .put("refused", refusals.getOrDefault(name, 0L))
                    .build());
        }
        return contributors;
    }
}
