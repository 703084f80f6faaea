// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.ConflictException;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.SnapshotGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.ExpireSnapshots;
import org.apache.iceberg.actions.RewriteDataFiles;
import org.apache.iceberg.actions.RewriteManifests;
import org.apache.iceberg.actions.SnapshotUpdate;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@link MaintainJob} for one table, by Iceberg's actions. */
final class TableMaintenance {
    private static final Logger LOG = LoggerFactory.getLogger(TableMaintenance.class);

    /** A partition with so many small files is written anew; fewer are not worth it, and one is what is left of them. */
    static final int SMALL_FILES_MIN = 5;

    /** So many manifests are put together. */
    static final int MANIFESTS_MIN = 5;

    private static final long SMALL_BYTES = 96L << 20;
    private static final long TARGET_BYTES = 128L << 20;

    private final SparkSession spark;
    private final LakeCatalog lake;
    private final TableIdentifier name;
    private final MaintainRequest request;

    TableMaintenance(SparkSession spark, LakeCatalog lake, TableIdentifier name, MaintainRequest request) {
        this.spark = spark;
        this.lake = lake;
        this.name = name;
        this.request = request;
    }

    /**
     * Says what each step finds and, if it is to, does it. Later steps see what earlier ones did.
     *
     * @throws ConflictException if somebody else commits so often that a step does not get through
     */
    JsonObject run() {
        try {
            return steps();
        } catch (RuntimeException e) {
            if (!isConflict(e)) {
                throw e;
            }
            throw new ConflictException(
                    "table " + name
                            + " was changed by somebody else each time that a step of its maintenance was ready;"
                            + " nothing is lost, run it again when there is less to commit",
                    e);
        }
    }

    /** Actions wrap what a commit throws. */
    private static boolean isConflict(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof CommitFailedException || at instanceof ValidationException) {
                return true;
            }
        }
        return false;
    }

    private JsonObject steps() {
        JsonObject.Builder found = JsonObject.nested().put("table", name.toString());
        found.put("files", compact());
        found.put("manifests", rewriteManifests());
        int statistics = statistics();
        List<Integer> expired = expire();
        found.put("snapshotsExpired", expired.get(0)).put("snapshotsKept", expired.get(1));
        return found.put("orphans", orphans()).put("statistics", statistics).build();
    }

    private Table table() {
        return lake.catalog().loadTable(name);
    }

    private SparkActions actions() {
        return SparkActions.get(spark);
    }

    /** Small files in partitions that have many of them. */
    private int compact() {
        Table table = table();
        int small = smallFiles(table);
        if (request.apply() && small > 0) {
            RewriteDataFiles rewrite = actions()
                    .rewriteDataFiles(table)
                    .binPack()
                    .option("target-file-size-bytes", Long.toString(TARGET_BYTES))
                    .option("min-file-size-bytes", Long.toString(SMALL_BYTES))
                    .option("min-input-files", Integer.toString(SMALL_FILES_MIN))
                    .option("remove-dangling-deletes", "true");
            withMarks(rewrite, table).execute();
        }
        return small;
    }

    /** A snapshot that changes no row repeats the marks of the writers, which find them in the newest snapshot then. */
    private static <T extends SnapshotUpdate<T, ?>> T withMarks(T update, Table table) {
        SnapshotGuard.marks(table).forEach(update::snapshotProperty);
        return update;
    }

    private static int smallFiles(Table table) {
        Map<String, Integer> byPartition = new HashMap<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                if (task.file().fileSizeInBytes() < SMALL_BYTES) {
                    byPartition.merge(task.spec().partitionToPath(task.file().partition()), 1, Integer::sum);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot plan table " + table.name(), e);
        }
        return byPartition.values().stream()
                .filter(count -> count >= SMALL_FILES_MIN)
                .mapToInt(Integer::intValue)
                .sum();
    }

    private int rewriteManifests() {
        Table table = table();
        Snapshot current = table.currentSnapshot();
        int manifests = current == null ? 0 : current.dataManifests(table.io()).size();
        if (manifests < MANIFESTS_MIN) {
            return 0;
        }
        if (request.apply()) {
            RewriteManifests rewrite = actions().rewriteManifests(table);
            withMarks(rewrite, table).execute();
        }
        return manifests;
    }

    /** Distinct counts for whoever plans joins, of a state that has none. */
    private int statistics() {
        Table table = table();
        Snapshot current = table.currentSnapshot();
        if (current == null
                || table.statisticsFiles().stream().anyMatch(file -> file.snapshotId() == current.snapshotId())) {
            return 0;
        }
        String[] columns = columns(table);
        if (columns.length == 0 || "0".equals(current.summary().get("total-records"))) {
            return 0;
        }
        if (request.apply()) {
            try {
                actions().computeTableStats(table).columns(columns).execute();
            } catch (CommitFailedException e) {
                // Iceberg tries this once. The state that was counted is not the newest any more; the next run counts
                // that.
                LOG.info("no statistics of {}: it was changed meanwhile", name);
                return 0;
            }
        }
        return 1;
    }

    /** Columns that are joined and filtered by: texts and numbers, not what a text says. */
    private static String[] columns(Table table) {
        List<String> columns = new ArrayList<>();
        for (Types.NestedField field : table.schema().columns()) {
            Type.TypeID kind = field.type().typeId();
            boolean counted = kind == Type.TypeID.STRING || kind == Type.TypeID.LONG || kind == Type.TypeID.INTEGER;
            if (counted && !Set.of("text", "title", "salt", "record", "input").contains(field.name())) {
                columns.add(field.name());
            }
        }
        return columns.toArray(String[]::new);
    }

    /** Expired and kept snapshots. */
    private List<Integer> expire() {
        Table table = table();
        SnapshotGuard guard = SnapshotGuard.of(table, request.olderThanMillis());
        Set<Long> expirable = guard.expirable();
        if (request.apply() && !expirable.isEmpty()) {
            // By age alone nothing goes: Iceberg does not know what stands on a snapshot.
            ExpireSnapshots expire = actions().expireSnapshots(table).expireOlderThan(0);
            expirable.forEach(expire::expireSnapshotId);
            expire.execute();
        }
        return List.of(expirable.size(), guard.kept());
    }

    /** Files of the table's folder that no snapshot has, left by writers that were killed. */
    private int orphans() {
        Table table = table();
        List<String> orphans = new ArrayList<>();
        actions()
                .deleteOrphanFiles(table)
                .usePrefixListing(true)
                .olderThan(request.orphansOlderThanMillis())
                .deleteWith(file -> {
                    synchronized (orphans) {
                        orphans.add(file);
                    }
                })
                .execute();
        if (request.apply()) {
            orphans.forEach(table.io()::deleteFile);
        }
        return orphans.size();
    }
}
