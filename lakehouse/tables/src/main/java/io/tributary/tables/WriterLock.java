// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The right to write to a lake whose catalog is a SQLite file: at most one process holds it. It is a lock on the file
 * {@code lake/.writer.lock} of the home folder, so the operating system takes it back from a process that dies in any way. The file's
 * text names the last holder and is shown to whoever has to wait. A process that holds it must not wait for a child that wants it.
 */
public final class WriterLock implements AutoCloseable {
    private static final Path FILE = Path.of("lake", ".writer.lock");
    private static final Duration POLL = Duration.ofMillis(100);

    private final Optional<FileLock> lock;

    private WriterLock(Optional<FileLock> lock) {
        this.lock = lock;
    }

    /**
     * Takes the lock; on a catalog that is no SQLite file there is nothing to take.
     *
     * @param configuration the installation
     * @param holder what the process does, as shown to others, for example {@code publish}
     * @param wait how long to wait for the present holder; zero to fail at once
     * @throws ConflictException if another process, or another part of this one, still holds it
     */
    public static WriterLock acquire(Configuration configuration, String holder, Duration wait) {
        if (!LakeCatalog.isEmbedded(configuration)) {
            return new WriterLock(Optional.empty());
        }
        Path file = configuration.home().resolve(FILE);
        long deadline = System.nanoTime() + wait.toNanos();
        FileChannel channel = open(file);
        try {
            Optional<FileLock> taken = tryLock(channel);
            while (taken.isEmpty() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(POLL.toNanos());
                taken = tryLock(channel);
            }
            if (taken.isEmpty()) {
                throw new ConflictException("the lake is being written by " + holderOf(file)
                        + "; wait for it to end, only one process may write at a time");
            }
            name(channel, holder);
            return new WriterLock(taken);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new UnavailableException("cannot lock " + file + ": " + e.getMessage(), e);
        } catch (ConflictException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    private static FileChannel open(Path file) {
        try {
            Files.createDirectories(file.resolveSibling(""));
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UnavailableException("cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    private static void name(FileChannel channel, String holder) throws IOException {
        String text = holder + " (process " + ProcessHandle.current().pid() + ")\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static String holderOf(Path file) throws IOException {
        String text = Files.readString(file).strip();
        return text.isEmpty() ? "another process" : text;
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // the failure that led here says more
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        lock.ifPresent(held -> closeQuietly(held.channel()));
    }
}
