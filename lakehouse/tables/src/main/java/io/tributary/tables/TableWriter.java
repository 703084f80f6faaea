// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.StrictMetricsEvaluator;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.PartitionedFanoutWriter;
import org.apache.iceberg.io.TaskWriter;
import org.apache.iceberg.io.UnpartitionedWriter;

/**
 * Writes rows to a table, in plain Java without an engine: for small tables and tests. Each call is one snapshot, all or nothing. The
 * caller holds the {@link WriterLock}.
 */
public final class TableWriter {
    private static final long FILE_BYTES = 128L << 20;

    private final Table table;
    private final String branch;

    private TableWriter(Table table, String branch) {
        this.table = table;
        this.branch = branch;
    }

    /** Writes to this table. */
    public static TableWriter of(Table table) {
        return new TableWriter(table, SnapshotRef.MAIN_BRANCH);
    }

    /**
     * Writes to a branch of the table and leaves all else as it is.
     *
     * @throws UnavailableException if the table has no such branch
     */
    public TableWriter onBranch(String name) {
        if (Branches.find(table, name).isEmpty()) {
            throw new UnavailableException("table " + table.name() + " has no branch " + name);
        }
        return new TableWriter(table, name);
    }

    /** Appends rows; no rows make no snapshot. */
    public void append(List<Row> rows) {
        append(rows, Map.of());
    }

    /** Appends rows with properties in the summary of their snapshot; no rows make no snapshot. */
    public void append(List<Row> rows, Map<String, String> properties) {
        if (rows.isEmpty()) {
            return;
        }
        AppendFiles append = table.newAppend().toBranch(branch);
        properties.forEach(append::set);
        for (DataFile file : write(rows)) {
            append.appendFile(file);
        }
        append.commit();
    }

    /** Replaces all rows of the table. */
    public void replaceAll(List<Row> rows) {
        overwrite(Expressions.alwaysTrue(), rows);
    }

    /**
     * Removes the rows that the filter accepts and adds others, in one snapshot. If the filter cuts through data files the whole table
     * is written anew, so cut large tables along their partitions.
     *
     * @throws ConflictException if somebody else wrote what this call relied on
     */
    public void overwrite(Expression filter, List<Row> rows) {
        table.refresh();
        Snapshot start = table.snapshot(branch);
        if (start == null) {
            append(rows);
            return;
        }
        if (rows.isEmpty() && reader(start).where(filter).count() == 0) {
            return;
        }
        OverwriteFiles overwrite = table.newOverwrite().toBranch(branch).validateFromSnapshot(start.snapshotId());
        if (cutsAlongFiles(start, filter)) {
            replace(overwrite, filter, rows);
            return;
        }
        List<Row> all = reader(start).where(Expressions.not(filter)).list();
        all.addAll(rows);
        replace(overwrite, Expressions.alwaysTrue(), all);
    }

    private TableReader reader(Snapshot start) {
        return TableReader.of(table).atSnapshot(start.snapshotId());
    }

    private void replace(OverwriteFiles overwrite, Expression filter, List<Row> rows) {
        for (DataFile file : write(rows)) {
            overwrite.addFile(file);
        }
        try {
            overwrite
                    .overwriteByRowFilter(filter)
                    .conflictDetectionFilter(filter)
                    .validateNoConflictingData()
                    .validateNoConflictingDeletes()
                    .commit();
        } catch (ValidationException e) {
            throw new ConflictException(
                    "table " + table.name() + " changed while it was written: " + e.getMessage(), e);
        }
    }

    private boolean cutsAlongFiles(Snapshot start, Expression filter) {
        StrictMetricsEvaluator allRowsMatch = new StrictMetricsEvaluator(table.schema(), filter);
        try (CloseableIterable<FileScanTask> tasks = table.newScan()
                .useSnapshot(start.snapshotId())
                .filter(filter)
                .includeColumnStats()
                .planFiles()) {
            for (FileScanTask task : tasks) {
                boolean wholePartition = task.residual().op() == Expression.Operation.TRUE;
                if (!wholePartition && !allRowsMatch.eval(task.file())) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot plan table " + table.name(), e);
        }
    }

    private List<DataFile> write(List<Row> rows) {
        List<DataFile> files = new ArrayList<>();
        if (rows.isEmpty()) {
            return files;
        }
        try (TaskWriter<Record> writer = open()) {
            for (Row row : rows) {
                writer.write(RowConversion.toRecord(table.schema(), row));
            }
            files.addAll(Arrays.asList(writer.dataFiles()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write table " + table.name(), e);
        }
        return files;
    }

    private TaskWriter<Record> open() {
        GenericAppenderFactory appenders = new GenericAppenderFactory(table.schema(), table.spec());
        appenders.setAll(table.properties());
        OutputFileFactory names = OutputFileFactory.builderFor(table, 0, 0)
                .operationId(UUID.randomUUID().toString())
                .format(FileFormat.PARQUET)
                .build();
        if (table.spec().isUnpartitioned()) {
            return new UnpartitionedWriter<>(
                    table.spec(), FileFormat.PARQUET, appenders, names, table.io(), FILE_BYTES);
        }
        return new ByPartition(table, appenders, names);
    }

    /** Keeps one open file for each partition that turns up. */
    private static final class ByPartition extends PartitionedFanoutWriter<Record> {
        private final PartitionKey key;
        private final InternalRecordWrapper wrapper;

        ByPartition(Table table, GenericAppenderFactory appenders, OutputFileFactory names) {
            super(table.spec(), FileFormat.PARQUET, appenders, names, table.io(), FILE_BYTES);
            this.key = new PartitionKey(table.spec(), table.schema());
            this.wrapper = new InternalRecordWrapper(table.schema().asStruct());
        }

        @Override
        protected PartitionKey partition(Record row) {
            key.partition(wrapper.wrap(row));
            return key;
        }
    }
}
