// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.Embeddings;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.Tags;
import io.tributary.tables.WriterLock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Makes one version of a Datanet out of anchored batches: opens and checks their records, sets duplicates aside, numbers the rest in
 * submission order, writes them to a branch, checks what can be read there and, only then, lets readers see it ({@link PublishStage}). The
 * root follows from the content and the anchored order alone, so a run that is killed anywhere is run again and gives the same version. What
 * earlier versions hold is neither opened, compared nor hashed again.
 */
public final class PublishJob implements BatchJob {
    private static final Duration LOCK_WAIT = Duration.ofMinutes(1);

    /** The job; what it is to do, it is told when it runs. */
    public PublishJob() {}

    /** Entry of the process. */
    public static void main(String[] arguments) {
        JobMain.main(arguments, PublishRequest.TYPE, new PublishJob());
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
        private final String printsTable;
        private final PublishWithdrawals withdrawals;
        private final PublishChains chains;

        Run(JobContext context, PublishRequest request, LakeCatalog lake) {
            this.context = context;
            this.spark = context.spark();
            this.request = request;
            this.lake = lake;
            this.tag = DatanetTables.tagOf(request.version());
            this.recordsTable = LakeSession.CATALOG + "."
                    + DatanetTables.records(request.datanet()).qualifiedName();
            this.duplicatesTable = LakeSession.CATALOG + "." + DatanetTables.DUPLICATES_TABLE.qualifiedName();
            this.printsTable = LakeSession.CATALOG + "." + DatanetTables.PRINTS_TABLE.qualifiedName();
            this.withdrawals = new PublishWithdrawals(spark, request, recordsTable);
            this.chains = new PublishChains(spark, request);
        }

        JsonObject publish() {
            requireNext(lake.datanet(request.datanet()));
            PublishBronze bronze = new PublishBronze(spark, request);
            bronze.requireComplete(lake);
            Dataset<Row> earlier = earlierRecords();
            List<Dataset<Row>> withdrawnBefore = withdrawals.rowsBefore(request.version());
            Dataset<Row> compared = withdrawals.compared(earlier, withdrawnBefore);
            // Read once: the many records of earlier versions are most of what there is to read.
            PublishLeaves earlierLeaves = isFirst() ? PublishLeaves.none() : PublishLeaves.ofStored(earlier);
            PublishLeaves earlierDuplicates =
                    isFirst() ? PublishLeaves.none() : PublishLeaves.ofStored(before(duplicatesTable));

            context.stage("opening " + request.batches().size() + " batches");
            Set<String> withdrawn = withdrawals.ids();
            Predicate<String> isKnown =
                    id -> earlierLeaves.holds(id) || earlierDuplicates.holds(id) || withdrawn.contains(id);
            Dataset<Row> unsealed = bronze.open(
                            isKnown, KeyStore.open(lake.configuration().home()))
                    .persist(StorageLevel.MEMORY_AND_DISK());
            Dataset<Row> standing = withdrawals.without(earlier);
            PublishChains.Taken taken = chains.take(standing, unsealed);
            Dataset<Row> opened = taken.opened();
            context.stage(
                    "opened " + unsealed.count() + " records, setting duplicates aside by " + request.duplicates());
            Dataset<Row> accepted = opened.where(col(PublishUnseal.REFUSAL).equalTo(""));
            long numbered = earlierLeaves.size()
                    + withdrawnBefore.stream().mapToLong(Dataset::count).sum();
            PublishVersion added = PublishVersion.of(
                    spark,
                    request,
                    accepted,
                    new PublishVersion.Earlier(compared, numbered, before(printsTable), taken.ancestors()));

            context.stage("hashing the version");
            PublishLeaves addedLeaves = PublishLeaves.ofStored(added.records());
            PublishLeaves records = earlierLeaves.without(withdrawn).plus(addedLeaves);
            PublishLeaves allDuplicates = earlierDuplicates.plus(PublishLeaves.ofStored(added.duplicates()));
            VersionEntry entry = new VersionEntry(
                    lake.configuration().text(Key.NETWORK_ID),
                    request.datanet(),
                    request.version(),
                    tag,
                    records.root(),
                    records.size(),
                    allDuplicates.root(),
                    allDuplicates.size(),
                    earlierLeaves.root());
            long snapshotId = new PublishStage(context, request, lake, withdrawals)
                    .release(entry, addedLeaves, added, chains.credits(standing, added.records()));
            Embeddings.forget(lake, request.datanet(), earlierLeaves.hashesOf(withdrawn));
            PublishReport report = new PublishReport(entry, snapshotId, records, addedLeaves, allDuplicates);
            JsonObject result =
                    report.result(opened.where(col(PublishUnseal.REFUSAL).notEqual("")));
            unsealed.unpersist();
            added.unpersist();
            context.done();
            return result;
        }

        private boolean isFirst() {
            return request.version() == 1;
        }

        private void requireNext(Table table) {
            Map<String, Long> tags = Tags.list(table);
            if (!isFirst() && !tags.containsKey(DatanetTables.tagOf(request.version() - 1))) {
                throw new ConflictException("Datanet " + request.datanet() + " has no version "
                        + DatanetTables.tagOf(request.version() - 1) + " yet, so " + tag + " can not follow");
            }
            if (!tags.containsKey(tag) && tags.containsKey(DatanetTables.tagOf(request.version() + 1))) {
                throw new ConflictException(
                        "Datanet " + request.datanet() + " has a version after " + tag + " but not " + tag + " itself");
            }
        }

        private Dataset<Row> earlierRecords() {
            if (isFirst()) {
                return spark.table(recordsTable).limit(0);
            }
            return spark.read()
                    .option("tag", DatanetTables.tagOf(request.version() - 1))
                    .table(recordsTable);
        }

        /** The rows that earlier versions of the Datanet left in a table of all Datanets. */
        private Dataset<Row> before(String table) {
            return spark.table(table)
                    .where(col(DatanetTables.DATANET)
                            .equalTo(request.datanet())
                            .and(col(DatanetTables.VERSION).lt(request.version())));
        }
    }
}
