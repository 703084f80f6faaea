// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.document;

import io.tributary.protocol.error.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The lines of a text file, packed or not, of which never more than one line is held. */
final class GuardedLines implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;

    /** A short text may pack well without harm. */
    private static final long EXPANSION_FREE_BYTES = 8L << 20;

    private final String name;
    private final FileLimits limits;
    private final Counted packed;
    private final InputStream plain;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int at;
    private int end;
    private long unpackedBytes;
    private int number;

    private GuardedLines(Path file, FileLimits limits, Counted packed) throws IOException {
        this.name = String.valueOf(file.getFileName());
        this.limits = limits;
        this.packed = packed;
        this.plain = file.toString().endsWith(".gz") ? new GZIPInputStream(packed, BUFFER_BYTES) : packed;
    }

    static GuardedLines open(Path file, FileLimits limits) {
        try {
            Counted packed = new Counted(Files.newInputStream(file));
            try {
                return new GuardedLines(file, limits, packed);
            } catch (ZipException | EOFException e) {
                packed.close();
                throw new RefusedFileException(
                        FileRule.PACKED, String.valueOf(file.getFileName()), "is no gzip file", e);
            }
        } catch (NoSuchFileException e) {
            throw new UnavailableException("no such file: " + file, e);
        } catch (IOException e) {
            throw new UnavailableException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Number of the line that was read last, from 1. */
    int number() {
        return number;
    }

    /** File and line that was read last. */
    String place() {
        return name + ":" + number;
    }

    /** The next line without its end; empty at the end of the file. */
    Optional<String> next() {
        number++;
        line.reset();
        boolean any = false;
        while (fill()) {
            any = true;
            int from = at;
            while (at < end && buffer[at] != '\n') {
                if (buffer[at] == 0) {
                    throw new RefusedFileException(FileRule.NUL, place(), "holds a NUL byte");
                }
                at++;
            }
            line.write(buffer, from, at - from);
            if (line.size() > limits.lineBytesMax()) {
                throw new RefusedFileException(
                        FileRule.LINE_TOO_LONG,
                        place(),
                        "is longer than " + limits.lineBytesMax() + " bytes; cut the text");
            }
            if (at < end) {
                at++;
                return Optional.of(text());
            }
        }
        return any ? Optional.of(text()) : Optional.empty();
    }

    private String text() {
        byte[] bytes = line.toByteArray();
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        if (number == 1
                && length >= 3
                && bytes[0] == (byte) 0xef
                && bytes[1] == (byte) 0xbb
                && bytes[2] == (byte) 0xbf) {
            throw new RefusedFileException(
                    FileRule.BYTE_ORDER_MARK, place(), "begins with a byte order mark; save it as UTF-8 without");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedFileException(FileRule.ENCODING, place(), "is not UTF-8", e);
        }
    }

    /** Makes sure that the buffer holds something; false at the end of the file. */
    private boolean fill() {
        if (at < end) {
            return true;
        }
        try {
            at = 0;
            end = Math.max(0, plain.read(buffer));
        } catch (ZipException | EOFException e) {
            throw new RefusedFileException(FileRule.PACKED, place(), "the packed file ends too early or is damaged", e);
        } catch (IOException e) {
            throw new UnavailableException("can't read " + name + ": " + e.getMessage(), e);
        }
        unpackedBytes += end;
        if (unpackedBytes > limits.fileBytesMax()) {
            throw new RefusedFileException(
                    FileRule.TOO_LARGE, name, "has more than " + limits.fileBytesMax() + " bytes; split it");
        }
        if (unpackedBytes > EXPANSION_FREE_BYTES && unpackedBytes / limits.expansionMax() > packed.bytes) {
            throw new RefusedFileException(
                    FileRule.ZIP_BOMB,
                    name,
                    "unpacks to more than " + limits.expansionMax() + " times its size; send it unpacked");
        }
        return end > 0;
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }

    /** Counts the bytes that were read. */
    private static final class Counted extends FilterInputStream {
        private long bytes;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bytes += read >= 0 ? 1 : 0;
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            bytes += Math.max(0, read);
            return read;
        }
    }
}
