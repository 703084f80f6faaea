// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The file of hash-chained lines and how far this reader has got in it. A line counts from the moment its line feed is
 * in the file: what stands behind the last line feed is the trace of a writer that died and is dropped by the next one.
 * Anything else that does not fit the chain is damage and refused. A journal cut back to an earlier whole line is not
 * told apart from an earlier journal; checkpoints kept elsewhere are what shows that.
 */
final class Journal {
    private static final byte LINE_FEED = '\n';

    private final Path file;
    private long position;
    private long nextIndex;
    private Hash lastHash = Hash.empty();
    private long damagedIndex = -1;

    Journal(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Index of the line that comes next. */
    long nextIndex() {
        return nextIndex;
    }

    /** Index of the line that could not be taken over, -1 if there was none. */
    long damagedIndex() {
        return damagedIndex;
    }

    /** Hash of the last line read or written. */
    Hash lastHash() {
        return lastHash;
    }

    /**
     * The next whole line behind the ones read so far, checked against the chain but not yet counted as read: see
     * {@link #accept}.
     *
     * @throws InvalidInputException naming the line, if the file is damaged
     */
    List<PendingLine> unread() {
        byte[] bytes = readFrom(position);
        List<PendingLine> lines = new ArrayList<>();
        long index = nextIndex;
        Hash previous = lastHash;
        int start = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] != LINE_FEED) {
                continue;
            }
            JournalLine line = parse(Arrays.copyOfRange(bytes, start, at), index, previous);
            lines.add(new PendingLine(line, position + at + 1));
            previous = line.hash();
            index++;
            start = at + 1;
        }
        requireTorn(Arrays.copyOfRange(bytes, start, bytes.length), index, previous);
        return lines;
    }

    /** Counts a line of {@link #unread} as read. */
    void accept(PendingLine pending) {
        position = pending.end();
        nextIndex = Math.addExact(pending.line().index(), 1);
        lastHash = pending.line().hash();
    }

    /** The failure of a line that cannot be taken over, naming file and line. */
    InvalidInputException damaged(long index, String reason) {
        damagedIndex = index;
        return new InvalidInputException("ledger journal " + file + " is damaged at line " + Math.addExact(index, 1)
                + ": " + reason + "; restore the file from a copy");
    }

    /**
     * Appends a line behind the last one read, dropping a torn tail, and returns when it is on the disk. Only under
     * the {@link JournalLock} and with everything read.
     */
    void append(JournalLine line) {
        byte[] bytes = line.bytes();
        byte[] terminated = Arrays.copyOf(bytes, bytes.length + 1);
        terminated[bytes.length] = LINE_FEED;
        boolean fresh = !Files.exists(file);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.truncate(position);
            try {
                write(channel, terminated, position);
                channel.force(true);
            } catch (IOException e) {
                channel.truncate(position);
                throw e;
            }
        } catch (IOException e) {
            throw new UnavailableException("ledger journal " + file + " cannot be written: " + e.getMessage(), e);
        }
        if (fresh) {
            forceDirectory();
        }
        accept(new PendingLine(line, position + terminated.length));
    }

    /** Makes sure that what was read is on the disk, whoever wrote it. */
    void force() {
        if (position == 0) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw new UnavailableException("ledger journal " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void write(FileChannel channel, byte[] bytes, long from) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long at = from;
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
    }

    private void forceDirectory() {
        try (FileChannel directory = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] readFrom(long from) {
        if (!Files.exists(file)) {
            if (from > 0) {
                throw new InvalidInputException("ledger journal " + file + " has gone while it was in use");
            }
            return new byte[0];
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < from) {
                throw new InvalidInputException(
                        "ledger journal " + file + " has " + size + " bytes, " + from + " were read before");
            }
            ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(size - from));
            while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
                // Keep reading: a channel may hand out less than the buffer takes.
            }
            return Arrays.copyOf(buffer.array(), buffer.position());
        } catch (IOException e) {
            throw new UnavailableException("ledger journal " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private JournalLine parse(byte[] bytes, long index, Hash previous) {
        JournalLine line;
        try {
            line = JournalLine.parse(bytes);
        } catch (TributaryException e) {
            throw damaged(index, String.valueOf(e.getMessage()));
        }
        if (line.index() != index) {
            throw damaged(index, "it says index " + line.index() + ", want " + index);
        }
        if (!line.previous().equals(previous)) {
            throw damaged(index, "it follows hash " + line.previous() + ", want " + previous);
        }
        return line;
    }

    /** A torn tail is a line cut short. A whole line whose line feed became something else was written, and damaged. */
    private void requireTorn(byte[] tail, long index, Hash previous) {
        if (tail.length == 0 || tail[0] != '{') {
            return;
        }
        JournalLine line;
        try {
            line = JournalLine.parse(Arrays.copyOf(tail, tail.length - 1));
        } catch (TributaryException e) {
            return;
        }
        if (line.index() == index && line.previous().equals(previous)) {
            throw damaged(index, "its line feed is missing");
        }
    }

    /**
     * A checked line and the file position behind its line feed.
     *
     * @param line the line
     * @param end position of the first byte after it
     */
    record PendingLine(JournalLine line, long end) {}
}
