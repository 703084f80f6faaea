// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The right to run one key, held by one process at a time; the system gives it back when the process is killed. */
final class LocalLock implements AutoCloseable {
    private final FileChannel channel;
    private final Optional<FileLock> lock;

    private LocalLock(FileChannel channel, Optional<FileLock> lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /** Takes the lock beside a state file, if it is free. */
    static LocalLock tryOn(Path state) {
        try {
            Files.createDirectories(state.getParent());
            FileChannel channel = FileChannel.open(
                    state.resolveSibling(state.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            return new LocalLock(channel, lock(channel));
        } catch (IOException e) {
            throw new UnavailableException("can't lock " + state + ": " + e.getMessage(), e);
        }
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    /** Whether this process has it now. */
    boolean held() {
        return lock.isPresent();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UnavailableException("can't unlock: " + e.getMessage(), e);
        }
    }
}
