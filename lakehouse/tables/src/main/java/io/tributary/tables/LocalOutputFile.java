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
 * One file on a local disk, to be written; missing folders are made. A file is on the disk itself when {@code close} returns:
 * the catalog points at it next, and after a power cut must not point at half a file.
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
            Files.createDirectories(Objects.requireNonNull(file.getParent(), location));
            return new Stream(FileChannel.open(file, options));
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyExistsException(e, "file %s exists already", location);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + location, e);
        }
    }

    private static final class Stream extends PositionOutputStream {
        private final FileChannel channel;
        private final OutputStream file;
        private long position;

        Stream(FileChannel channel) {
            this.channel = channel;
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
            }
        }
    }
}
