// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tributary.protocol.error.ConflictException;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.ParquetFile;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.Table;

/** Writes a version of a Datanet as a folder: records as Parquet and as JSON lines, a card, a Croissant description. Held in memory whole. */
public final class DatasetExport {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final LakeCatalog lake;

    /** Exports from this lake. */
    public DatasetExport(LakeCatalog lake) {
        this.lake = lake;
    }

    /**
     * Writes the version into a folder that is new or empty.
     *
     * @throws ConflictException if something is in the folder
     */
    public void write(DatasetMeta meta, Path root) {
        requireEmpty(root);
        Table table = lake.datanet(meta.entry().datanet());
        List<Row> rows = rows(table, meta.entry().tag());
        DatasetFolder folder = new DatasetFolder(root);
        folder.create();
        ParquetFile.write(folder.file(DatasetFolder.PARQUET), table, DatasetFolder.COLUMNS, rows);
        folder.write(DatasetFolder.LINES, lines(rows));
        folder.write(DatasetFolder.CARD, new DatasetCard(meta).bytes());
        // Last, for it names the others by their hashes.
        folder.write(DatasetFolder.CROISSANT, new Croissant(meta, folder).bytes());
    }

    private static List<Row> rows(Table table, String tag) {
        List<Row> sorted = TableReader.of(table)
                .atTag(tag)
                .select(Stream.concat(DatasetFolder.COLUMNS.stream(), Stream.of(DatanetTables.SUBMISSION_ORDER))
                        .toArray(String[]::new))
                .list();
        sorted.sort(Comparator.comparingLong(row -> row.number(DatanetTables.SUBMISSION_ORDER)));
        return sorted.stream().map(DatasetExport::exported).toList();
    }

    private static Row exported(Row row) {
        Row.Builder exported = Row.builder();
        for (String column : DatasetFolder.COLUMNS) {
            switch (column) {
                case DatanetTables.CONSENT -> exported.texts(column, row.texts(column));
                case DatanetTables.ORIGIN_AT -> exported.number(column, row.number(column));
                default -> exported.text(column, row.text(column));
            }
        }
        return exported.build();
    }

    private static byte[] lines(List<Row> rows) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try {
            for (Row row : rows) {
                Map<String, Object> line = new LinkedHashMap<>();
                for (String column : DatasetFolder.COLUMNS) {
                    switch (column) {
                        case DatanetTables.CONSENT -> line.put(column, new ArrayList<>(row.texts(column)));
                        case DatanetTables.ORIGIN_AT -> line.put(column, row.number(column));
                        default -> line.put(column, row.text(column));
                    }
                }
                lines.write(MAPPER.writeValueAsString(line).getBytes(StandardCharsets.UTF_8));
                lines.write('\n');
            }
            return lines.toByteArray();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that can't be written as JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireEmpty(Path root) {
        try (Stream<Path> files = Files.exists(root) ? Files.list(root) : Stream.<Path>empty()) {
            if (files.findAny().isPresent()) {
                throw new ConflictException(root + " is not empty; name a new folder");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
