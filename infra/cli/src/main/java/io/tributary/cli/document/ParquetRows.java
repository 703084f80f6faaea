// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.document;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The text columns of a flat Parquet file. */
final class ParquetRows {
    /** A row group is unpacked in memory as a whole. */
    private static final long GROUP_BYTES_MAX = 64L << 20;

    private final Path file;
    private final String name;
    private final FileLimits limits;

    private ParquetRows(Path file, FileLimits limits) {
        this.file = file;
        this.name = String.valueOf(file.getFileName());
        this.limits = limits;
    }

    static List<DocumentRow> read(Path file, FileLimits limits) {
        if (!Files.isReadable(file)) {
            throw new UnavailableException("no such file: " + file);
        }
        return new ParquetRows(file, limits).rows();
    }

    private List<DocumentRow> rows() {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
            requireSizes(reader.getFooter().getBlocks());
            MessageType schema =
                    textColumns(reader.getFooter().getFileMetaData().getSchema());
            reader.setRequestedSchema(schema);
            List<DocumentRow> rows = new ArrayList<>();
            for (PageReadStore group = reader.readNextRowGroup(); group != null; group = reader.readNextRowGroup()) {
                MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
                RecordReader<Group> records = columns.getRecordReader(group, new GroupRecordConverter(schema));
                for (long i = 0; i < group.getRowCount(); i++) {
                    rows.add(row(records.read(), schema, rows.size() + 1));
                }
            }
            return rows;
        } catch (RefusedFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new RefusedFileException(FileRule.PARQUET, name, "is cut short, damaged or no Parquet file", e);
        }
    }

    private void requireSizes(List<BlockMetaData> groups) {
        long bytes = 0;
        for (BlockMetaData group : groups) {
            bytes += group.getTotalByteSize();
            if (group.getTotalByteSize() > GROUP_BYTES_MAX || bytes > limits.fileBytesMax()) {
                throw new RefusedFileException(
                        FileRule.TOO_LARGE,
                        name,
                        "unpacks to more than " + GROUP_BYTES_MAX + " bytes a row group or " + limits.fileBytesMax()
                                + " in all; write smaller ones");
            }
        }
    }

    private MessageType textColumns(MessageType schema) {
        List<Type> texts = schema.getFields().stream()
                .filter(field -> field.isPrimitive()
                        && !field.isRepetition(Type.Repetition.REPEATED)
                        && field.getLogicalTypeAnnotation()
                                instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation)
                .toList();
        if (texts.stream().noneMatch(field -> field.getName().equals("text"))) {
            throw new RefusedFileException(FileRule.PARQUET, name, "has no column 'text' of strings");
        }
        return new MessageType(schema.getName(), texts);
    }

    private DocumentRow row(Group record, MessageType schema, int number) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Type column : schema.getFields()) {
            if (record.getFieldRepetitionCount(column.getName()) == 1) {
                String text = record.getString(column.getName(), 0);
                fields.put(column.getName(), Normalizer.normalize(text, Normalizer.Form.NFC));
            }
        }
        fields.putIfAbsent("document", "row-" + number);
        String place = name + ":" + number;
        for (String text : fields.values()) {
            if (text.length() > limits.lineBytesMax()) {
                throw new RefusedFileException(
                        FileRule.LINE_TOO_LONG,
                        place,
                        "is longer than " + limits.lineBytesMax() + " bytes; cut the text");
            }
            if (text.indexOf('\0') >= 0) {
                throw new RefusedFileException(FileRule.NUL, place, "holds a NUL byte");
            }
        }
        return new DocumentRow(place, fields);
    }
}
