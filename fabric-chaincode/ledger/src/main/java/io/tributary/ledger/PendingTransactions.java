// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Endorsed transactions whose outcome is not known yet, one file each, on the disk before they are sent. Several
 * processes may share the folder without a lock: to send a transaction twice does nothing, since it keeps its id, and
 * so it does no harm if one process takes up what another is still waiting for.
 */
final class PendingTransactions {
    private static final String SUFFIX = ".transaction";

    private final Path folder;

    PendingTransactions(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw failed("be made", e);
        }
    }

    /** Returns when the transaction is on the disk. */
    void keep(String transactionId, byte[] transaction) {
        Path file = file(transactionId);
        Path written = folder.resolve(transactionId + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    written,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(transaction);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
                entry.force(true);
            }
        } catch (IOException e) {
            throw failed("be written", e);
        }
    }

    /** The outcome is known. */
    void forget(String transactionId) {
        try {
            Files.deleteIfExists(file(transactionId));
        } catch (IOException e) {
            throw failed("be cleared", e);
        }
    }

    /** Ids of the transactions that are kept. */
    SortedSet<String> ids() {
        SortedSet<String> ids = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .forEach(name -> ids.add(name.substring(0, name.length() - SUFFIX.length())));
        } catch (IOException e) {
            throw failed("be listed", e);
        }
        return ids;
    }

    /** The bytes of a transaction, nothing if another process has settled it meanwhile. */
    Optional<byte[]> read(String transactionId) {
        try {
            return Optional.of(Files.readAllBytes(file(transactionId)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("be read", e);
        }
    }

    private Path file(String transactionId) {
        return folder.resolve(transactionId + SUFFIX);
    }

    private UnavailableException failed(String what, IOException cause) {
        return new UnavailableException(
                "folder " + folder + " of pending transactions cannot " + what + ": " + cause.getMessage(), cause);
    }
}
