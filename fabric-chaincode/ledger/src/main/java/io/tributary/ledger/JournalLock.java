// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The right to write to a journal: an operating-system lock on the file {@code <journal>.lock}, which ends with its
 * process however that ends. The lock file is not the journal itself, since closing any channel on a locked file gives
 * up the lock.
 */
final class JournalLock {
    private static final Duration POLL = Duration.ofMillis(5);

    private final FileChannel channel;
    private final FileLock lock;

    private JournalLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Runs an action while holding the lock.
     *
     * @throws UnavailableException if another process holds it for longer than {@code patience}
     */
    static <T> T whileHeld(Path journal, Duration patience, Supplier<T> action) {
        synchronized (monitor(journal)) {
            JournalLock lock = acquire(journal, patience);
            try {
                return action.get();
            } finally {
                lock.release();
            }
        }
    }

    private static JournalLock acquire(Path journal, Duration patience) {
        Path file = lockFile(journal);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                return new JournalLock(channel, await(channel, file, patience));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UnavailableException("ledger lock " + file + " cannot be taken: " + e.getMessage(), e);
        }
    }

    /**
     * What callers in one process synchronise on: file locks hold between processes only, and a channel closed by one
     * thread would give up the lock that another holds. The interned name is one object per journal and process.
     */
    private static Object monitor(Path journal) {
        return ("tributary-ledger-lock:" + lockFile(journal)).intern();
    }

    private static Path lockFile(Path journal) {
        return journal.resolveSibling(journal.getFileName() + ".lock");
    }

    private static FileLock await(FileChannel channel, Path file, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        FileLock lock = channel.tryLock();
        while (lock == null) {
            if (System.nanoTime() - deadline > 0) {
                throw new UnavailableException("ledger lock " + file + " is held by another process for more than "
                        + patience.toSeconds() + " s; wait for that process or end it");
            }
            pause();
            lock = channel.tryLock();
        }
        return lock;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting for the ledger lock", e);
        }
    }

    private void release() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UnavailableException("ledger lock cannot be given back: " + e.getMessage(), e);
        }
    }
}
