// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** One file on a local disk, to be read. */
final class LocalInputFile implements InputFile {
    private final String location;

    LocalInputFile(String location) {
        this.location = location;
    }

    @Override
    public long getLength() {
        try {
            return Files.size(LocalFileIO.path(location));
        } catch (NoSuchFileException e) {
            throw new NotFoundException(e, "no file at %s", location);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the size of " + location, e);
        }
    }

    @Override
    public SeekableInputStream newStream() {
        try {
            return new Stream(new FileInputStream(LocalFileIO.path(location).toFile()));
        } catch (FileNotFoundException e) {
            throw new NotFoundException(e, "no file at %s", location);
        }
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public boolean exists() {
        return Files.exists(LocalFileIO.path(location));
    }

    /** Unbuffered: every reader of table files asks for whole blocks. */
    private static final class Stream extends SeekableInputStream {
        private final FileInputStream file;

        Stream(FileInputStream file) {
            this.file = file;
        }

        @Override
        public long getPos() throws IOException {
            return file.getChannel().position();
        }

        @Override
        public void seek(long position) throws IOException {
            file.getChannel().position(position);
        }

        @Override
        public int read() throws IOException {
            return file.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return file.read(target, offset, length);
        }

        @Override
        public int available() throws IOException {
            return file.available();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
