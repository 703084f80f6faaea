// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.tables.Branches;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.Tags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * Writes a version, audits it, and then publishes it. The rows go to the branch {@link DatanetTables#stageOf} of the Datanet's table, which
 * no reader looks at; what can be read there is compared with what was meant, the new rows hashed anew from every column, the earlier ones
 * by their files or, where those are others, by their root; one commit then moves
 * the table's newest state there, sets the tag and drops the branch. A run that is killed before that commit leaves table and tags as they
 * were, and the next one starts the branch afresh.
 *
 * <p>The Datanet's table is the anchor: a version is there if and only if it has the tag. Rows for it in the tables of duplicates and
 * prints, which all Datanets share, are written before, and belong to no version until then.
 */
final class PublishStage {
    private static final int ATTEMPTS = 3;

    private final JobContext context;
    private final SparkSession spark;
    private final PublishRequest request;
    private final LakeCatalog lake;
    private final PublishWithdrawals withdrawals;
    private final String tag;
    private final String branch;
    private final String recordsTable;

    PublishStage(JobContext context, PublishRequest request, LakeCatalog lake, PublishWithdrawals withdrawals) {
        this.context = context;
        this.spark = context.spark();
        this.request = request;
        this.lake = lake;
        this.withdrawals = withdrawals;
        this.tag = DatanetTables.tagOf(request.version());
        this.branch = DatanetTables.stageOf(request.version());
        this.recordsTable = LakeSession.CATALOG + "."
                + DatanetTables.records(request.datanet()).qualifiedName();
    }

    /**
     * Makes the version's tag unless it is there. A tag is never moved: the same content again is a success that writes nothing.
     *
     * @param leaves what the version adds, as it was computed before it was written
     * @param credits what labels and edits make of the version's records
     * @return the snapshot of the tag
     * @throws ConflictException if the tag is there with other content, or if somebody else keeps changing the table
     */
    long release(VersionEntry entry, PublishLeaves leaves, PublishVersion added, Dataset<Row> credits) {
        Table table = lake.datanet(request.datanet());
        Branches.drop(table, DatanetTables.STAGE);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            table.refresh();
            OptionalLong existing = Tags.find(table, tag);
            if (existing.isPresent()) {
                requireSame(entry);
                context.stage(tag + " is published already, nothing to write");
                return existing.getAsLong();
            }
            context.stage("writing " + tag + " to branch " + branch);
            Branches.start(table, branch);
            write(added, credits);
            context.stage("checking " + tag + " on its branch");
            audit(table, entry, leaves);
            context.stage("publishing " + tag);
            OptionalLong released = Branches.release(table, branch, tag);
            if (released.isPresent()) {
                return released.getAsLong();
            }
        }
        throw new ConflictException("table " + recordsTable + " was changed by somebody else each of the " + ATTEMPTS
                + " times that " + tag + " was ready; nothing is published, run it again when maintenance is over");
    }

    private void requireSame(VersionEntry entry) {
        Hash root = PublishLeaves.ofRecords(spark.read().option("tag", tag).table(recordsTable))
                .root();
        if (!root.equals(entry.root())) {
            throw new ConflictException(request.datanet() + "/" + tag + " is published with root " + root
                    + ", these batches give " + entry.root() + "; a version never changes");
        }
    }

    private void write(PublishVersion added, Dataset<Row> credits) {
        String staged = recordsTable + ".branch_" + branch;
        try {
            Column ofVersion = col(DatanetTables.VERSION).equalTo(request.version());
            Column ofDatanet = col(DatanetTables.DATANET).equalTo(request.datanet());
            overwrite(added.prints(), DatanetTables.PRINTS_TABLE.qualifiedName(), ofDatanet.and(ofVersion));
            overwrite(added.duplicates(), DatanetTables.DUPLICATES_TABLE.qualifiedName(), ofDatanet.and(ofVersion));
            if (request.provenance().isPresent()) {
                overwrite(credits, DatanetTables.CREDITS_TABLE.qualifiedName(), ofDatanet.and(ofVersion));
                writeParts(Credits.parts(credits), ofDatanet.and(ofVersion));
            }
            overwrite(added.records(), staged.substring(LakeSession.CATALOG.length() + 1), ofVersion);
            if (!withdrawals.isEmpty()) {
                withdrawals.delete(staged);
            }
        } catch (NoSuchTableException e) {
            throw new UnavailableException("a table of the lake is missing: " + e.getMessage(), e);
        }
    }

    /** What versions are made of follows from the ledger, so a run before this one wrote none either where there are none. */
    private void writeParts(List<Row> parts, Column ofVersion) throws NoSuchTableException {
        // A lake of an earlier release has no such table until its next Datanet is created.
        if (!parts.isEmpty() && lake.catalog().tableExists(DatanetTables.PARTS_TABLE.identifier())) {
            overwrite(
                    spark.createDataFrame(parts, Credits.PARTS_SCHEMA),
                    DatanetTables.PARTS_TABLE.qualifiedName(),
                    ofVersion);
        }
    }

    /** Every task writes what it holds: all rows are of one partition, which one task alone would be left to write otherwise. */
    private static void overwrite(Dataset<Row> rows, String table, Column replaced) throws NoSuchTableException {
        rows.writeTo(LakeSession.CATALOG + "." + table)
                .option("distribution-mode", "none")
                .overwrite(replaced);
    }

    private void audit(Table table, VersionEntry entry, PublishLeaves added) {
        Dataset<Row> staged = spark.read().option("branch", branch).table(recordsTable);
        PublishLeaves found =
                PublishLeaves.ofRecords(staged.where(col(DatanetTables.VERSION).equalTo(request.version())));
        if (found.equals(added) && keepsEarlierFiles(table)) {
            return;
        }
        if (request.version() > 1) {
            found = PublishLeaves.ofStored(
                            staged.where(col(DatanetTables.VERSION).lt(request.version())))
                    .plus(found);
        }
        Hash root = found.root();
        if (!root.equals(entry.root()) || found.size() != entry.recordCount()) {
            throw new IllegalStateException(recordsTable + " reads back on branch " + branch + " with " + found.size()
                    + " records and root " + root + ", written were " + entry.recordCount() + " and " + entry.root());
        }
    }

    /** Whether the branch has its earlier rows from the very files that the version's root was computed from: then they need no second look. */
    private boolean keepsEarlierFiles(Table table) {
        if (!withdrawals.isEmpty()) {
            return false;
        }
        table.refresh();
        Set<String> before = request.version() == 1
                ? Set.of()
                : files(table.newScan().useRef(DatanetTables.tagOf(request.version() - 1)));
        return before.equals(files(
                table.newScan().useRef(branch).filter(Expressions.lessThan(DatanetTables.VERSION, request.version()))));
    }

    /** Every file of rows, each with the files that delete some of them. */
    private static Set<String> files(TableScan scan) {
        Set<String> files = new HashSet<>();
        try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
            for (FileScanTask task : tasks) {
                List<String> deletes = task.deletes().stream()
                        .map(DeleteFile::location)
                        .sorted()
                        .toList();
                files.add(task.file().location() + " " + deletes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
