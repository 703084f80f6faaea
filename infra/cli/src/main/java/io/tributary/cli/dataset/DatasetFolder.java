// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.dataset;

import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.tables.DatanetTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the files of an exported version lie.
 *
 * @param root the folder
 */
public record DatasetFolder(Path root) {
    /** Columns that are exported. */
    static final List<String> COLUMNS = List.of(
            DatanetTables.RECORD_ID,
            DatanetTables.CONTRIBUTOR,
            DatanetTables.KIND,
            DatanetTables.PARENT,
            DatanetTables.TITLE,
            DatanetTables.LABEL,
            DatanetTables.TEXT,
            DatanetTables.LICENCE,
            DatanetTables.CONSENT,
            DatanetTables.EXPIRES,
            DatanetTables.ORIGIN_AT);

    /** Name of the Parquet file. */
    static final String PARQUET = "data/train-00000-of-00001.parquet";

    /** Name of the file of JSON lines. */
    static final String LINES = "jsonl/train-00000-of-00001.jsonl";

    /** Name of the Croissant description. */
    static final String CROISSANT = "croissant.json";

    /** Name of the card. */
    static final String CARD = "README.md";

    Path file(String name) {
        return root.resolve(name);
    }

    /** Makes the folders. */
    void create() {
        try {
            Files.createDirectories(file(PARQUET).getParent());
            Files.createDirectories(file(LINES).getParent());
        } catch (IOException e) {
            throw new UnavailableException("can't make " + root + ": " + e.getMessage(), e);
        }
    }

    byte[] read(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (NoSuchFileException e) {
            throw new UnavailableException("there is no " + file(name), e);
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file(name) + ": " + e.getMessage(), e);
        }
    }

    void write(String name, byte[] bytes) {
        try {
            Files.write(file(name), bytes);
        } catch (IOException e) {
            throw new UnavailableException("can't write " + file(name) + ": " + e.getMessage(), e);
        }
    }

    /** SHA-256 of a file. */
    Hash hash(String name) {
        return Hash.sha256(read(name));
    }

    long size(String name) {
        return read(name).length;
    }
}
