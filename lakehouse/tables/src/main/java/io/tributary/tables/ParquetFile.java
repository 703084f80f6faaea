// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.FileAppender;

/** Writes rows to a Parquet file of its own, outside the lake. */
public final class ParquetFile {
    private ParquetFile() {}

    /**
     * Writes columns of a table's rows, in the order given; a file that is there is replaced.
     *
     * @throws UnavailableException if it can't be written
     */
    public static void write(Path file, Table table, List<String> columns, List<Row> rows) {
        Schema schema = table.schema().select(columns);
        GenericAppenderFactory appenders = new GenericAppenderFactory(schema);
        try (FileAppender<Record> appender =
                appenders.newAppender(Files.localOutput(file.toFile()), FileFormat.PARQUET)) {
            for (Row row : rows) {
                appender.add(RowConversion.toRecord(schema, row));
            }
        } catch (IOException e) {
            throw new UnavailableException("can't write " + file + ": " + e.getMessage(), e);
        }
    }
}
