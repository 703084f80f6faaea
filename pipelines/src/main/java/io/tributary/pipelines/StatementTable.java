// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkReadOptions;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A table as one statement reads it: at the state in which it was loaded, and in parts so small that each core has some. Iceberg's own
 * parts are of 128 MB, so that one core alone would read a table of a million rows while somebody waits.
 */
final class StatementTable extends SparkTable {
    private static final long PART_BYTES_MIN = 2L << 20;
    private static final long PART_BYTES_MAX = 128L << 20;
    private static final long FILE_OPEN_BYTES = 256L << 10;
    private static final int PARTS_OF_A_CORE = 2;

    private final int cores;

    private StatementTable(Table table, int cores) {
        super(table, false);
        this.cores = cores;
    }

    private StatementTable(Table table, Long snapshot, int cores) {
        super(table, snapshot, false);
        this.cores = cores;
    }

    private StatementTable(Table table, String branch, int cores) {
        super(table, branch, false);
        this.cores = cores;
    }

    /** The same table, snapshot and branch, for a statement that so many cores work on. */
    static SparkTable of(SparkTable loaded, int cores) {
        if (loaded.snapshotId() != null) {
            return new StatementTable(loaded.table(), loaded.snapshotId(), cores);
        }
        return loaded.branch() != null
                ? new StatementTable(loaded.table(), loaded.branch(), cores)
                : new StatementTable(loaded.table(), cores);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        Map<String, String> all = new HashMap<>();
        all.put(SparkReadOptions.SPLIT_SIZE, Long.toString(partBytes()));
        all.put(SparkReadOptions.FILE_OPEN_COST, Long.toString(FILE_OPEN_BYTES));
        all.putAll(options.asCaseSensitiveMap());
        return super.newScanBuilder(new CaseInsensitiveStringMap(all));
    }

    private long partBytes() {
        Snapshot newest = table().currentSnapshot();
        String total = newest == null ? null : newest.summary().get(SnapshotSummary.TOTAL_FILE_SIZE_PROP);
        long bytes = total == null ? PART_BYTES_MAX : Long.parseLong(total) / ((long) cores * PARTS_OF_A_CORE);
        return Math.max(PART_BYTES_MIN, Math.min(PART_BYTES_MAX, bytes));
    }
}
