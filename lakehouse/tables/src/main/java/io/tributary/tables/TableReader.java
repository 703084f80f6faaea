// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Reads a table row by row, in plain Java without an engine. Immutable: each call returns a narrower reader. Rows come in no particular
 * order.
 */
public final class TableReader {
    private final Table table;
    private final List<String> columns;
    private final Expression filter;
    private final OptionalLong snapshotId;

    private TableReader(Table table, List<String> columns, Expression filter, OptionalLong snapshotId) {
        this.table = table;
        this.columns = columns;
        this.filter = filter;
        this.snapshotId = snapshotId;
    }

    /** Reads all columns of the state that {@code table} was loaded at. */
    public static TableReader of(Table table) {
        return new TableReader(table, List.of(), Expressions.alwaysTrue(), OptionalLong.empty());
    }

    /** Only these columns. */
    public TableReader select(String... names) {
        return new TableReader(table, List.of(names), filter, snapshotId);
    }

    /** Only rows that the expression, and every earlier one, accepts. */
    public TableReader where(Expression expression) {
        return new TableReader(table, columns, Expressions.and(filter, expression), snapshotId);
    }

    /** Only rows whose column equals the value, a String, Integer, Long or Boolean. */
    public TableReader whereEqual(String column, Object value) {
        return where(Expressions.equal(column, value));
    }

    /** The state of a snapshot. */
    public TableReader atSnapshot(long id) {
        return new TableReader(table, columns, filter, OptionalLong.of(id));
    }

    /**
     * The state of a tag.
     *
     * @throws UnavailableException if the table has no such tag
     */
    public TableReader atTag(String tag) {
        OptionalLong tagged = Tags.find(table, tag);
        if (tagged.isEmpty()) {
            throw new UnavailableException("table " + table.name() + " has no tag " + tag);
        }
        return atSnapshot(tagged.getAsLong());
    }

    /**
     * The newest state of a branch.
     *
     * @throws UnavailableException if the table has no such branch
     */
    public TableReader onBranch(String branch) {
        OptionalLong head = Branches.find(table, branch);
        if (head.isEmpty()) {
            throw new UnavailableException("table " + table.name() + " has no branch " + branch);
        }
        return atSnapshot(head.getAsLong());
    }

    /** Hands every row to the consumer, one at a time; only one row need fit into memory. */
    public void forEach(Consumer<Row> consumer) {
        try (CloseableIterable<Record> records = open()) {
            for (Record record : records) {
                consumer.accept(RowConversion.toRow(record));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read table " + table.name(), e);
        }
    }

    /** All rows. */
    public List<Row> list() {
        List<Row> rows = new ArrayList<>();
        forEach(rows::add);
        return rows;
    }

    /** The number of rows. */
    public long count() {
        long[] count = {0};
        TableReader narrow =
                columns.isEmpty() ? select(table.schema().columns().get(0).name()) : this;
        narrow.forEach(row -> count[0]++);
        return count[0];
    }

    private CloseableIterable<Record> open() {
        IcebergGenerics.ScanBuilder scan = IcebergGenerics.read(table).where(filter);
        if (!columns.isEmpty()) {
            scan = scan.select(columns);
        }
        if (snapshotId.isPresent()) {
            scan = scan.useSnapshot(snapshotId.getAsLong());
        }
        return scan.build();
    }
}
