// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * One file on a local disk, to be written; missing folders are made. A file is on the disk itself when {@code close} returns, and
 * so is its name in its folder: the catalog points at it next, and after a power cut must not point at half a file or none.
 */
final class LocalOutputFile implements OutputFile {
    private static final int BUFFER_BYTES = 1 << 16;

    private final String location;

    LocalOutputFile(String location) {
        this.location = location;
    }

    @Override
    public PositionOutputStream create() {
        return open(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        return open(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public InputFile toInputFile() {
        return new LocalInputFile(location);
    }

    private PositionOutputStream open(OpenOption... options) {
        Path file = LocalFileIO.path(location);
        try {
            Path folder = Objects.requireNonNull(file.getParent(), location);
            createFolder(folder);
            return new Stream(FileChannel.open(file, options), folder);
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyExistsException(e, "file %s exists already", location);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + location, e);
        }
    }

    private static void createFolder(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent != null && !Files.isDirectory(folder)) {
            createFolder(parent);
            Files.createDirectories(folder);
            force(parent);
        }
    }

    /** Brings the names in a folder to the disk. */
    private static void force(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static final class Stream extends PositionOutputStream {
        private final FileChannel channel;
        private final Path folder;
        private final OutputStream file;
        private long position;

        Stream(FileChannel channel, Path folder) {
            this.channel = channel;
            this.folder = folder;
            this.file = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int value) throws IOException {
            file.write(value);
            position++;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            file.write(source, offset, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            file.flush();
        }

        @Override
        public void close() throws IOException {
            if (!channel.isOpen()) {
                return;
            }
            try (FileChannel open = channel) {
                file.flush();
                open.force(true);
                LocalOutputFile.force(folder);
            }
        }
    }
}
