// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Table files on a local disk with plain Java IO, for all engines. Hadoop's local file system forks a {@code chmod} and writes a
 * checksum file beside every file, which costs about ten milliseconds for each of the many small files of a lake.
 */
public final class LocalFileIO implements SupportsPrefixOperations {
    private static final long serialVersionUID = 1L;
    private static final String SCHEME = "file:";

    private TreeMap<String, String> properties = new TreeMap<>();

    /** For the catalog, which creates it by name and then calls {@link #initialize}. */
    public LocalFileIO() {}

    /** Whether a location is on a local disk: a plain path, or one with the scheme {@code file}. */
    public static boolean isLocal(String location) {
        return location.startsWith(SCHEME) || !location.contains("://");
    }

    /** The path of a location. Nothing is decoded: Iceberg's locations are no URIs, a percent sign means itself. */
    static Path path(String location) {
        if (!isLocal(location)) {
            throw new IllegalArgumentException("location " + location + ", want one on a local disk");
        }
        if (!location.startsWith(SCHEME)) {
            return Path.of(location);
        }
        return Path.of("/" + location.substring(SCHEME.length()).replaceFirst("^/+", ""));
    }

    @Override
    public void initialize(Map<String, String> values) {
        properties = new TreeMap<>(values);
    }

    @Override
    public Map<String, String> properties() {
        return Collections.unmodifiableMap(properties);
    }

    @Override
    public InputFile newInputFile(String location) {
        return new LocalInputFile(location);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new LocalOutputFile(location);
    }

    @Override
    public void deleteFile(String location) {
        try {
            Files.deleteIfExists(path(location));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + location, e);
        }
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        Path folder = path(prefix);
        List<FileInfo> files = new ArrayList<>();
        for (Path file : walk(folder)) {
            if (Files.isRegularFile(file)) {
                files.add(fileInfo(prefix, folder, file));
            }
        }
        return files;
    }

    @Override
    public void deletePrefix(String prefix) {
        List<Path> paths = walk(path(prefix));
        Collections.reverse(paths);
        for (Path path : paths) {
            deleteFile(path.toString());
        }
    }

    /** Everything under a folder, each folder before what is in it; empty if there is no such folder. */
    private static List<Path> walk(Path folder) {
        if (!Files.exists(folder)) {
            return new ArrayList<>();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            return new ArrayList<>(paths.toList());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    /** Keeps the spelling of the prefix, because Iceberg compares locations as strings. */
    private static FileInfo fileInfo(String prefix, Path folder, Path file) {
        String base = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        try {
            return new FileInfo(
                    base + "/" + folder.relativize(file),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the size of " + file, e);
        }
    }
}
